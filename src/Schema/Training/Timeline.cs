namespace WorldModel.Schema.Training;

/// <summary>A consumer's state, rolled forward day by day through its history.</summary>
internal sealed class Timeline
{
    private readonly StateLayout _layout;
    private readonly ConsumerHistory _history;
    private readonly int[] _state;
    private int _next;
    private int _nextFact;

    public Timeline(StateLayout layout, int[] attributes, ConsumerHistory history)
    {
        _layout = layout;
        _history = history;
        _state = new int[layout.Words];
        RollForward.Create(layout, _state, attributes);
    }

    /// <summary>The state that holds every event before a day; days must not fall.</summary>
    public ReadOnlySpan<int> Before(int day)
    {
        for (; _next < _history.Count && _history[_next].Event.Day < day; _next++)
            Apply(_history[_next]);
        while (_nextFact < _history.Facts.Length && _history.Facts[_nextFact].Day < day)
            _nextFact++;
        return _state;
    }

    /// <summary>After <see cref="Before"/>: the facts from that day on that stand, in the order of days.</summary>
    public ReadOnlySpan<StateEvent> Rest => _history.Facts[_nextFact..];

    private void Apply(in HistoryEvent change)
    {
        RollForward.Apply(_layout, _state, change.Event);
        if (change.Attributes is { } attributes)
            RollForward.SetAttributes(_layout, _state, attributes);
        if (change.TakesBack is { } taken)
            RollForward.TakeBack(_layout, _state, taken.Event, taken.Standing);
    }
}
