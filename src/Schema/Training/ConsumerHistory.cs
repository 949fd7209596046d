namespace WorldModel.Schema.Training;

/// <summary>An event in the order in which it changes the state.</summary>
/// <param name="Event">What happened.</param>
/// <param name="Attributes">Of a profile: the attributes from then on.</param>
/// <param name="TakesBack">What it takes back; null: nothing.</param>
internal readonly record struct HistoryEvent(
    StateEvent Event, int[]? Attributes = null, TakenBack? TakesBack = null);

/// <summary>
/// One consumer's events in the order of days. <see cref="Facts"/> are what stands in the end: without what was taken
/// back, which rows learn as outcomes; the state before a day still holds what was taken back only later.
/// </summary>
internal sealed class ConsumerHistory
{
    private readonly HistoryEvent[]? _changes;
    private readonly StateEvent[] _facts;

    private ConsumerHistory(StateEvent[] facts, HistoryEvent[]? changes) => (_facts, _changes) = (facts, changes);

    /// <summary>Events that stand, in the order of days.</summary>
    public ReadOnlySpan<StateEvent> Facts => _facts;

    public int Count => _changes?.Length ?? _facts.Length;

    public HistoryEvent this[int i] => _changes is null ? new HistoryEvent(_facts[i]) : _changes[i];

    /// <summary>
    /// Of a consumer's events, each id once, in any order. A reversal that serving would refuse is left out.
    /// </summary>
    public static ConsumerHistory Of(StateLayout layout, IEnumerable<ConsumerEvent> events)
    {
        ConsumerEvent[] ordered = [.. events.OrderBy(e => e.Event.Day)];
        if (!Array.Exists(ordered, e => e.Attributes is not null || e.Reverses is not null))
            return new ConsumerHistory([.. ordered.Select(e => e.Event)], null);
        var changes = new List<HistoryEvent>(ordered.Length);
        var book = new ReversalBook(layout);
        foreach (ConsumerEvent e in ordered)
        {
            if (e.Reverses is null)
            {
                book.Add(e);
                changes.Add(new HistoryEvent(e.Event, e.Attributes));
            }
            else if (book.TryTakeBack(e, out TakenBack? taken, out _))
            {
                var seen = new StateEvent(e.Event.Day, StateEvent.Seen, 0);
                changes.Add(new HistoryEvent(seen, TakesBack: taken));
            }
        }
        return new ConsumerHistory([.. book.Facts], [.. changes]);
    }
}
