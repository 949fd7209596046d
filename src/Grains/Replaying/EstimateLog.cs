namespace WorldModel.Grains.Replaying;

/// <summary>
/// Where in the replayed journal each row of a campaign's round was estimated, and how that came out when it was done
/// again.
/// </summary>
internal sealed class EstimateLog
{
    private static readonly Difference[] None = [];
    private readonly Dictionary<string, List<Slice>> _rounds = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Campaign, int Row), IReadOnlyList<Difference>> _differences = [];

    private readonly record struct Slice(int From, int Count, long Sequence, string? Unknown);

    /// <summary>A round begins: what was known of the one before is over.</summary>
    public void Begin(string campaign)
    {
        _rounds[campaign] = [];
        foreach (var key in _differences.Keys.Where(key => key.Campaign == campaign).ToArray())
            _differences.Remove(key);
    }

    /// <param name="campaign">The campaign.</param>
    /// <param name="from">The slice's first row.</param>
    /// <param name="count">How many rows.</param>
    /// <param name="sequence">The frame that it stands in.</param>
    /// <param name="unknown">Why it could not be done again; null where it was, or nobody asked.</param>
    public void Add(string campaign, int from, int count, long sequence, string? unknown = null)
    {
        if (!_rounds.TryGetValue(campaign, out var slices)) _rounds[campaign] = slices = [];
        slices.Add(new Slice(from, count, sequence, unknown));
    }

    public void Differ(string campaign, int row, IReadOnlyList<Difference> differences) =>
        _differences[(campaign, row)] = differences;

    /// <summary>The frame with the row's estimate; 0: it is older than the replay.</summary>
    public long SequenceOf(string campaign, int row) => Find(campaign, row)?.Sequence ?? 0;

    public IReadOnlyList<Difference> DifferencesOf(string campaign, int row) =>
        _differences.GetValueOrDefault((campaign, row), None);

    /// <summary>Why nobody can say how the row's estimate comes out again; null where one can.</summary>
    public string? UnknownOf(string campaign, int row) => Find(campaign, row) is { } slice
        ? slice.Unknown
        : "its estimate is older than the journal that is kept";

    private Slice? Find(string campaign, int row)
    {
        foreach (var slice in _rounds.GetValueOrDefault(campaign) ?? [])
        {
            if (row >= slice.From && row < slice.From + slice.Count) return slice;
        }

        return null;
    }
}
