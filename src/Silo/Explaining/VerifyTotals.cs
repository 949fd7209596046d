using WorldModel.Grains.Replaying;

namespace WorldModel.Silo.Explaining;

/// <summary>What came of making decisions again. Changed under a lock on itself.</summary>
public sealed class VerifyTotals(int shards)
{
    /// <summary>How many differing decisions are kept; all are counted.</summary>
    public const int MostShown = 20;

    private readonly List<CheckedDecision> _different = [];
    private readonly SortedDictionary<string, long> _unknown = new(StringComparer.Ordinal);
    private readonly List<string> _damage = [];

    public int Shards => shards;

    public int ShardsDone { get; internal set; }

    public long Decisions { get; private set; }

    /// <summary>Of those, taken by scans.</summary>
    public long Scans { get; private set; }

    /// <summary>Came out with the same bytes.</summary>
    public long Reproduced { get; private set; }

    /// <summary>Came out otherwise.</summary>
    public long Different { get; private set; }

    /// <summary>States replayed up to a base or a snapshot and found equal to it, byte for byte.</summary>
    public long States { get; private set; }

    /// <summary>
    /// States that were not compared: an earlier version of WorldModel wrote some of what they were replayed from.
    /// </summary>
    public long OlderStates { get; private set; }

    /// <summary>Some of those that differ.</summary>
    public IReadOnlyList<CheckedDecision> Shown => _different;

    /// <summary>Why nobody can say, and of how many.</summary>
    public IReadOnlyDictionary<string, long> Unknown => _unknown;

    /// <summary>What of the journal is damaged or does not fit.</summary>
    public IReadOnlyList<string> Damage => _damage;

    /// <summary>Whether every decision that the journal holds came out again, and nothing of it is damaged.</summary>
    public bool IsWhole => Different == 0 && _unknown.Count == 0 && _damage.Count == 0;

    internal void Add(CheckedDecision decision)
    {
        lock (this)
        {
            Decisions++;
            Scans += decision.Entry.IsScan ? 1 : 0;
            if (decision.Differences.Count > 0)
            {
                Different++;
                if (_different.Count < MostShown)
                    _different.Add(decision);
            }
            else if (decision.Unknown is { } why)
                _unknown[why] = _unknown.GetValueOrDefault(why) + 1;
            else
                Reproduced++;
        }
    }

    internal void AddState()
    {
        lock (this)
            States++;
    }

    internal void AddOlderState()
    {
        lock (this)
            OlderStates++;
    }

    internal void AddDamage(string what)
    {
        lock (this)
            _damage.Add(what);
    }
}
