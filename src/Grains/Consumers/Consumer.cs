using WorldModel.Schema;

namespace WorldModel.Grains.Consumers;

/// <summary>
/// One consumer: a row of a shard, seen for the length of a synchronous section. It has one writer, takes its events
/// in order and remembers the ids that a repeat could still bring.
/// </summary>
internal readonly ref struct Consumer(ConsumerRows rows, int row)
{
    public int Row => row;

    public string Id => rows.Ids[row]!;

    public Span<int> State => rows.States[row];

    /// <summary>Day number of the newest event; 0 where there was none.</summary>
    public int OpenDay => StateLayout.OpenDayOf(State);

    public DateOnly? LastEvent => OpenDay == 0 ? null : DateOnly.FromDayNumber(OpenDay);

    /// <summary>Attribute words, in the schema's order.</summary>
    public ReadOnlySpan<int> Attributes => rows.Layout.Attributes(State);

    /// <summary>The print of what an event said that counted already; null: none with this id did.</summary>
    public ushort? Seen(UInt128 eventId) => rows.Events.Print(row, eventId);

    /// <summary>Takes an event; a late one changes nothing and is not remembered.</summary>
    public ApplyResult Observe(UInt128 eventId, in StateEvent e, ushort print)
    {
        var open = OpenDay;
        var result = RollForward.Apply(rows.Layout, State, e);
        if (result == ApplyResult.Late) return result;
        rows.Events.Add(row, eventId, e, print);
        if (OpenDay != open) rows.Events.DropBefore(row, rows.Layout.OldestDay(State));
        return result;
    }

    /// <summary>
    /// Takes an event that replaces the attributes. One that a profile of a later day has overtaken is only remembered.
    /// </summary>
    public ApplyResult Describe(UInt128 eventId, int day, ReadOnlySpan<int> attributes)
    {
        var said = new StateEvent(day, StateEvent.Profile, 0);
        var result = Observe(eventId, said, EventPrint.Of(day, attributes));
        if (result == ApplyResult.Late) return result;
        foreach (var (_, other, _) in rows.Events.Of(row))
        {
            if (other.Slot == StateEvent.Profile && other.Day > day) return result;
        }

        SetAttributes(attributes);
        return result;
    }

    /// <summary>
    /// Takes back another event, in whole (an amount of 0) or a part, as <see cref="Reversal.Judge"/> allowed.
    /// </summary>
    public ApplyResult TakeBack(UInt128 eventId, int day, UInt128 reversed, long asked)
    {
        var said = new StateEvent(day, StateEvent.Seen, 0);
        var result = Observe(eventId, said, EventPrint.Of(day, reversed, asked));
        if (result == ApplyResult.Late) return result;
        var named = rows.Events.Find(row, reversed)!.Value;
        var micros = Reversal.Part(named, asked);
        rows.Events.Put(row, reversed, Reversal.Rest(named, micros));
        StateEvent[] standing = [.. rows.Events.Of(row).Select(past => past.Event)
            .Where(past => past.Slot != StateEvent.TakenBack)];
        RollForward.TakeBack(rows.Layout, State, named with { Micros = micros }, standing);
        return result;
    }

    public void SetAttributes(ReadOnlySpan<int> attributes) =>
        RollForward.SetAttributes(rows.Layout, State, attributes);

    /// <summary>What a belief at a day rests on: equal versions, equal beliefs of the same model.</summary>
    public ulong Version(int day) => RollForward.Version(rows.Layout, State, day);

    /// <summary>Facts of the open day that a belief at this day does not hold yet.</summary>
    public int Pending(int day) => day > OpenDay ? 0 : RollForward.Pending(rows.Layout, State);

    /// <summary>Whether the state still holds what a belief at this day needs.</summary>
    public bool Reaches(int day) => day >= rows.Layout.OldestDay(State);
}
