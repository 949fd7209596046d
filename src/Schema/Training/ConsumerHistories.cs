namespace WorldModel.Schema.Training;

/// <summary>
/// Profiles and events side by side: each consumer's attributes and its events by day, repeats (same id) left out.
/// Consumers that have events but no profile come last, by first appearance, with unknown attributes.
/// </summary>
internal sealed class ConsumerHistories
{
    private readonly StateLayout _layout;
    private readonly int[] _start;
    private readonly ConsumerEvent[] _events;

    public ConsumerHistories(
        ConsumerSchema schema, IReadOnlyList<ConsumerProfile> profiles, IReadOnlyList<ConsumerEvent> events)
    {
        _layout = new StateLayout(schema);
        var ids = new List<string>(profiles.Count);
        var attributes = new List<int[]>(profiles.Count);
        foreach (ConsumerProfile profile in profiles)
        {
            if (!Index.TryAdd(profile.Id, ids.Count))
                throw new InputException("consumer", profile.Id, "each consumer once");
            ids.Add(profile.Id);
            attributes.Add(profile.Attributes);
        }
        int[] unknown = new AttributeResolver(schema).Unknown();
        var owners = new int[events.Count];
        for (int i = 0; i < owners.Length; i++)
        {
            if (!Index.TryGetValue(events[i].Consumer, out owners[i]))
            {
                owners[i] = ids.Count;
                Index.Add(events[i].Consumer, ids.Count);
                ids.Add(events[i].Consumer);
                attributes.Add(unknown);
            }
        }
        Ids = [.. ids];
        Attributes = [.. attributes];
        _start = new int[ids.Count + 1];
        _events = Grouped(events, owners);
    }

    public string[] Ids { get; }

    public int[][] Attributes { get; }

    public Dictionary<string, int> Index { get; } = new(StringComparer.Ordinal);

    /// <summary>A consumer's events in the order of days, each id once.</summary>
    public ConsumerHistory HistoryOf(int consumer)
    {
        ReadOnlySpan<ConsumerEvent> own = _events.AsSpan(_start[consumer].._start[consumer + 1]);
        var seen = new HashSet<string>(own.Length, StringComparer.Ordinal);
        var kept = new List<ConsumerEvent>(own.Length);
        foreach (ref readonly ConsumerEvent e in own)
        {
            if (seen.Add(e.Id))
                kept.Add(e);
        }
        return ConsumerHistory.Of(_layout, kept);
    }

    private ConsumerEvent[] Grouped(IReadOnlyList<ConsumerEvent> events, int[] owners)
    {
        foreach (int owner in owners)
            _start[owner + 1]++;
        for (int i = 1; i < _start.Length; i++)
            _start[i] += _start[i - 1];
        int[] next = [.. _start];
        var grouped = new ConsumerEvent[events.Count];
        for (int i = 0; i < owners.Length; i++)
            grouped[next[owners[i]]++] = events[i];
        return grouped;
    }
}
