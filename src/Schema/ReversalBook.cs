namespace WorldModel.Schema;

/// <summary>
/// The events of one consumer in the order of days, and what is left of each once others took it back.
/// </summary>
internal sealed class ReversalBook(StateLayout layout)
{
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly List<StateEvent> _left = [];

    /// <summary>The facts that stand, in the order in which they came.</summary>
    public IEnumerable<StateEvent> Facts => _left.Where(e => e.Slot >= 0);

    public bool Knows(string id) => _places.ContainsKey(id);

    /// <summary>Takes an event; a repeat, by its id, counts once.</summary>
    public void Add(in ConsumerEvent e)
    {
        if (_places.TryAdd(e.Id, _left.Count))
            _left.Add(e.Event);
    }

    /// <summary>Takes back what a reversal names; false, and why, where it is refused.</summary>
    public bool TryTakeBack(in ConsumerEvent reversal, out TakenBack? taken, out InputException? refusal)
    {
        (taken, refusal) = (null, null);
        try
        {
            int place = _places.GetValueOrDefault(reversal.Reverses!, -1);
            StateEvent? named = place < 0 ? null : _left[place];
            long micros = Reversal.Judge(layout, 0, reversal.Reverses!, named, reversal.Event);
            StateEvent part = _left[place] with { Micros = micros };
            _left[place] = Reversal.Rest(_left[place], micros);
            _places[reversal.Id] = _left.Count;
            _left.Add(new StateEvent(reversal.Event.Day, StateEvent.Seen, 0));
            taken = new TakenBack(part, [.. _left.Where(e => e.Slot != StateEvent.TakenBack)]);
            return true;
        }
        catch (InputException e)
        {
            refusal = e;
            return false;
        }
    }
}

/// <summary>What a reversal takes back, and the events that stand after it.</summary>
internal sealed record TakenBack(StateEvent Event, StateEvent[] Standing);
