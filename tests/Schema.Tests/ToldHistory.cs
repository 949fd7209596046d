namespace WorldModel.Schema.Tests;

/// <summary>
/// A history told out of order inside the lateness window, in which every second outcome or so is taken back, in whole
/// or (an amount) by half, at some time while that is allowed.
/// </summary>
internal sealed class ToldHistory
{
    private readonly StateLayout _layout;
    private readonly Random _random;
    private readonly List<(double At, int Event, int Day)> _steps = [];
    private readonly List<StateEvent> _history;
    private readonly Dictionary<int, long> _taken = [];

    public ToldHistory(StateLayout layout, StateEvent[] history, int seed)
    {
        _layout = layout;
        _random = new Random(seed);
        _history = [.. history];
        for (int i = 0; i < history.Length; i++)
            Tell(i, history[i]);
        _steps.Sort();
    }

    /// <summary>What is left of the history; a reversal is an event of its day that says nothing.</summary>
    public IEnumerable<StateEvent> Left =>
    [
        .. _history.Select((e, i) => e with { Micros = e.Micros - _taken.GetValueOrDefault(i) })
            .Where((_, i) => !_taken.TryGetValue(i, out long micros) || micros != _history[i].Micros),
        .. _steps.Where(step => step.Day != 0).Select(step => new StateEvent(step.Day, StateEvent.Seen, 0)),
    ];

    /// <summary>Rolls a new state forward through what is told, in the order in which it is.</summary>
    public int[] Roll(int[] state)
    {
        var standing = new List<(StateEvent Event, int Place)>();
        foreach ((_, int place, int day) in _steps)
        {
            StateEvent e = day == 0 ? _history[place] : new StateEvent(day, StateEvent.Seen, 0);
            Assert.NotEqual(ApplyResult.Late, RollForward.Apply(_layout, state, e));
            standing.Add((e, day == 0 ? place : -1));
            standing.RemoveAll(s => s.Event.Day < _layout.OldestDay(state));
            if (day != 0)
                TakeBack(state, standing, place, day);
        }
        return state;
    }

    private void TakeBack(int[] state, List<(StateEvent Event, int Place)> standing, int place, int day)
    {
        int at = standing.FindIndex(s => s.Place == place);
        StateEvent named = standing[at].Event;
        long asked = _taken[place] == named.Micros ? 0 : _taken[place];
        var reversal = new StateEvent(day, named.Slot, asked);
        long micros = Reversal.Judge(_layout, StateLayout.OpenDayOf(state), "e", named, reversal);
        Assert.Equal(_taken[place], micros);
        StateEvent rest = Reversal.Rest(named, micros);
        if (rest.Slot == StateEvent.TakenBack)
            standing.RemoveAt(at);
        else
            standing[at] = (rest, place);
        RollForward.TakeBack(
            _layout, state, named with { Micros = micros }, [.. standing.Select(s => s.Event)]);
    }

    private void Tell(int place, StateEvent e)
    {
        int lateness = _layout.Schema.LatenessDays;
        double at = e.Day + (_random.NextDouble() * lateness);
        _steps.Add((at, place, 0));
        if (e.Slot < _layout.Actions.Units || _random.Next(2) == 0)
            return;
        double later = at + (_random.NextDouble() * (e.Day + lateness - at));
        _steps.Add((later, place, _random.Next(e.Day, (int)later + 1)));
        bool half = e.Slot == _layout.OutcomeSlot(1) && e.Micros > 1 && _random.Next(2) == 0;
        _taken[place] = half ? e.Micros / 2 : e.Micros;
    }
}
