namespace WorldModel.Schema.Training;

/// <summary>A consumer's state, rolled forward day by day through events that stand in the order of days.</summary>
internal sealed class Timeline
{
    private readonly StateLayout _layout;
    private readonly StateEvent[] _events;
    private readonly int[] _state;
    private int _next;

    public Timeline(StateLayout layout, int[] attributes, StateEvent[] events)
    {
        _layout = layout;
        _events = events;
        _state = new int[layout.Words];
        RollForward.Create(layout, _state, attributes);
    }

    /// <summary>The state that holds every event before a day; days must not fall.</summary>
    public ReadOnlySpan<int> Before(int day)
    {
        for (; _next < _events.Length && _events[_next].Day < day; _next++)
            RollForward.Apply(_layout, _state, _events[_next]);
        return _state;
    }

    /// <summary>After <see cref="Before"/>: the events from that day on, in the order of days.</summary>
    public ReadOnlySpan<StateEvent> Rest => _events.AsSpan(_next);
}
