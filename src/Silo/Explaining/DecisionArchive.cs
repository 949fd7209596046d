using WorldModel.Grains.Hosting;
using WorldModel.Grains.Replaying;
using WorldModel.Silo.Storage;

namespace WorldModel.Silo.Explaining;

/// <summary>
/// The decisions that the data folder of a silo, stopped or running, tells of: the ledger, one decision explained, all
/// of them made again. Only reads.
/// </summary>
public sealed class DecisionArchive
{
    private readonly Func<IKeptJournal> _open;
    private readonly ArchiveModels _models;

    private DecisionArchive(Func<IKeptJournal> open, ArchiveModels models, int shards) =>
        (_open, _models, Shards) = (open, models, shards);

    public int Shards { get; }

    /// <summary>Opens a data folder.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="model">
    /// A model file that stands in for those that decided: to see what another decides; null: those themselves.
    /// </param>
    /// <param name="store">Opens the kept journal where that is not in the folder; null: it is.</param>
    /// <exception cref="Schema.WorldModelException">There is no store, or no model of its schema.</exception>
    public static DecisionArchive Open(string directory, string? model = null, Func<IKeptJournal>? store = null)
    {
        var open = store ?? (() => KeptJournal.Open(directory));
        using var journal = open();
        return new DecisionArchive(open, new ArchiveModels(directory, journal.SchemaHash, model), journal.Shards);
    }

    /// <summary>Opens what a silo that runs keeps, wherever its store is.</summary>
    /// <param name="options">What it was started with.</param>
    /// <param name="store">Its store.</param>
    /// <param name="models">Brings model files that other silos have.</param>
    internal static DecisionArchive Open(SiloOptions options, FrameStore store, IModelIntake models) => new(
        store.OpenKept, new ArchiveModels(options.DataDirectory, options.Schema, models.Have), store.Shards);

    /// <summary>Model files that were missing are looked for again.</summary>
    internal void LookAgain() => _models.LookAgain();

    /// <summary>Refuses a campaign of which the kept journal has nothing.</summary>
    /// <exception cref="Schema.InputException">There is none of that name; says which there are.</exception>
    public void CheckCampaign(string field, string campaign)
    {
        using var journal = _open();
        string[] known =
            [.. journal.Grains.Where(grain => grain.Kind == GrainKind.Campaign).Select(grain => grain.Key)];
        if (known.Contains(campaign))
            return;
        throw new Schema.InputException(field, campaign, known.Length == 0
            ? "a campaign of this store, which has none"
            : $"one of {string.Join(", ", known.Order(StringComparer.Ordinal))}");
    }

    /// <summary>The ledger, shard by shard, each in the order of its journal.</summary>
    /// <param name="campaign">Only this campaign's; null: all.</param>
    /// <param name="from">Behind this place; null: from the beginning.</param>
    /// <exception cref="StoreException">A frame is damaged.</exception>
    public IEnumerable<LedgerLine> Ledger(string? campaign = null, LedgerPlace? from = null)
    {
        using var journal = _open();
        for (int shard = from?.Shard ?? 0; shard < Shards; shard++)
        {
            var walk = new ShardWalk(journal, GrainAddress.Shard(shard), _models.Schema, _models);
            var behind = from?.Shard == shard ? from : new LedgerPlace(shard, 0, 0);
            // Of the frame of the place some lines may be left: it is replayed too.
            var first = walk.BaseBefore(behind.Sequence) ?? walk.History.Bases.Cast<long?>().FirstOrDefault();
            if (first is not { } start)
                continue;
            foreach (var entries in walk.Frames(walk.Start(start), static (replay, record) => replay.Apply(record)))
            {
                int number = 0;
                foreach (var entry in entries.SelectMany(part => part))
                {
                    var line = new LedgerLine(shard, entry, number++);
                    if (line.Place.IsBehind(behind) && (campaign is null || entry.Campaign == campaign))
                        yield return line;
                }
            }
        }
    }

    /// <summary>Explains a decision; null where the journal that is kept does not tell of it.</summary>
    /// <param name="decision">Its id.</param>
    /// <param name="shard">The shard of its consumer, where it is known.</param>
    /// <param name="cores">Shards searched at a time.</param>
    /// <param name="stop">Ends the search.</param>
    /// <exception cref="StoreException">A frame is damaged.</exception>
    public (int Shard, Explanation Explained)? Why(
        string decision, int? shard = null, int cores = 1, CancellationToken stop = default)
    {
        int[] shards = shard is { } one ? [one] : [.. Enumerable.Range(0, Shards)];
        Tuple<int, LedgerEntry>? found = null;
        Parallel.ForEach(
            shards, new ParallelOptions { MaxDegreeOfParallelism = cores, CancellationToken = stop },
            (number, state) =>
            {
                if (Find(number, decision, () => state.IsStopped) is not { } entry)
                    return;
                Volatile.Write(ref found, Tuple.Create(number, entry));
                state.Stop();
            });
        return found is var (at, entry) && Explain(at, entry) is { } explained ? (at, explained) : null;
    }

    /// <summary>Makes every decision again and compares it bit for bit.</summary>
    /// <param name="progress">Told after each shard.</param>
    /// <param name="cores">Shards at a time.</param>
    /// <param name="stop">Ends it early.</param>
    public VerifyTotals VerifyAll(Action<VerifyTotals> progress, int cores, CancellationToken stop = default)
    {
        var totals = new VerifyTotals(Shards);
        Parallel.ForEach(
            Enumerable.Range(0, Shards),
            new ParallelOptions { MaxDegreeOfParallelism = cores, CancellationToken = stop },
            shard =>
            {
                using var journal = _open();
                new ShardVerification(journal, shard, _models, totals).Run(stop);
                lock (totals)
                {
                    totals.ShardsDone++;
                    progress(totals);
                }
            });
        return totals;
    }

    private LedgerEntry? Find(int shard, string decision, Func<bool> stop)
    {
        using var journal = _open();
        var walk = new ShardWalk(journal, GrainAddress.Shard(shard), _models.Schema, _models);
        if (walk.History.Bases.Count == 0)
            return null;
        var frames = walk.Frames(
            walk.Start(walk.History.Bases[0]), static (replay, record) => replay.Apply(record));
        foreach (var entries in frames)
        {
            var found = entries.SelectMany(part => part).FirstOrDefault(
                entry => entry.DecisionId == decision && entry.Kind == LedgerKind.Decision);
            if (found is not null || stop())
                return found;
        }
        return null;
    }

    private Explanation? Explain(int shard, LedgerEntry entry)
    {
        using var journal = _open();
        var walk = new ShardWalk(journal, GrainAddress.Shard(shard), _models.Schema, _models);
        // A scan rests on an estimate that stands further back; where that is gone, the oldest base must do.
        long start = walk.BaseBefore(entry.Since) ?? walk.History.Bases[0];
        return walk.Frames(walk.Start(start), (replay, record) => replay.Explain(record, entry), entry.Sequence)
            .SelectMany(came => came).FirstOrDefault(came => came is not null);
    }
}

/// <summary>An entry of the ledger, and where it stands.</summary>
/// <param name="Shard">The shard whose journal holds it.</param>
/// <param name="Entry">What is said.</param>
/// <param name="Number">Its number in its frame, from 0, whatever campaign is asked for.</param>
public sealed record LedgerLine(int Shard, LedgerEntry Entry, int Number)
{
    public LedgerPlace Place => new(Shard, Entry.Sequence, Number);
}

/// <summary>A place in the ledger: a line of a frame of a shard.</summary>
public sealed record LedgerPlace(int Shard, long Sequence, int Line)
{
    /// <summary>Whether it comes after another place of the same shard.</summary>
    public bool IsBehind(LedgerPlace other) =>
        Sequence > other.Sequence || (Sequence == other.Sequence && Line > other.Line);
}
