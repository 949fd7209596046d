namespace WorldModel.Schema;

/// <summary>
/// The one way in which a consumer's state changes; serving and training both go through it. Pure: a state and an
/// event give the next state.
/// </summary>
/// <remarks>
/// Two states that took the same events are equal bit for bit, in whatever order the events came, as long as none
/// was late: ring days are sets and exact sums, they settle in the order of days and only when the ring moves on,
/// and the version is a sum over what closed days hold. Applying a binary event again changes nothing; an amount
/// counts again, so its repeats must be kept away by the event's id.
/// </remarks>
public static class RollForward
{
    /// <summary>Makes a state without history.</summary>
    /// <param name="layout">The schema's layout.</param>
    /// <param name="state">Out, <see cref="StateLayout.Words"/> words.</param>
    /// <param name="attributes">From <see cref="AttributeResolver"/>, one word an attribute.</param>
    public static void Create(StateLayout layout, Span<int> state, ReadOnlySpan<int> attributes)
    {
        state[..layout.Words].Clear();
        attributes.CopyTo(state[StateLayout.AttributeStart..]);
        AddFingerprint(state, AttributeFingerprint(attributes));
    }

    /// <summary>Replaces the attributes; the history stays.</summary>
    public static void SetAttributes(StateLayout layout, Span<int> state, ReadOnlySpan<int> attributes)
    {
        Span<int> kept = state.Slice(StateLayout.AttributeStart, layout.Schema.Attributes.Count);
        AddFingerprint(state, AttributeFingerprint(attributes) - AttributeFingerprint(kept));
        attributes.CopyTo(kept);
    }

    /// <summary>Rolls a state forward by one event.</summary>
    public static ApplyResult Apply(StateLayout layout, Span<int> state, in StateEvent e)
    {
        int open = state[StateLayout.OpenDay];
        if (open != 0 && e.Day < open - layout.Schema.LatenessDays)
            return ApplyResult.Late;
        if (open == 0)
            state[StateLayout.OpenDay] = e.Day;
        else if (e.Day > open)
            MoveOn(layout, state, open, e.Day);
        SeeFirst(state, e.Day);
        if (layout.Tracks(e.Slot))
            Put(layout, state, e);
        return e.Day < open ? ApplyResult.Merged : ApplyResult.Applied;
    }

    /// <summary>
    /// Takes an event back, in whole or a part of its amount. The state is then, bit for bit, the one without it (or
    /// with the smaller amount), whatever came in between.
    /// </summary>
    /// <param name="layout">The schema's layout.</param>
    /// <param name="state">A state that holds the event on a day inside the lateness window.</param>
    /// <param name="e">The event, with the amount that is taken back.</param>
    /// <param name="standing">
    /// The consumer's events inside the window that stand afterwards: with the one that takes back, and with what is
    /// left of the other.
    /// </param>
    public static void TakeBack(
        StateLayout layout, Span<int> state, in StateEvent e, ReadOnlySpan<StateEvent> standing)
    {
        bool isSetByAnother = false;
        int first = int.MaxValue;
        foreach (ref readonly StateEvent other in standing)
        {
            isSetByAnother |= other.Day == e.Day && other.Slot == e.Slot;
            first = Math.Min(first, other.Day);
        }
        if (layout.Tracks(e.Slot))
        {
            long before = Ring.Micros(layout, state, e.Day, e.Slot);
            Ring.TakeBack(layout, state, e, isSetByAnother);
            FollowCell(layout, state, e, before);
        }
        // Where it was of the first day, every other event is inside the window too.
        if (e.Day == state[StateLayout.FirstDay] && first > e.Day)
            SetFirst(state, first);
    }

    /// <summary>What the ring holds in the raw, by day and slot: all that can be left out one by one.</summary>
    public static IReadOnlyList<StateEvent> Facts(StateLayout layout, ReadOnlySpan<int> state)
    {
        var facts = new List<StateEvent>();
        int open = state[StateLayout.OpenDay];
        for (int day = Math.Max(1, open - layout.RingDays + 1); open != 0 && day <= open; day++)
        {
            for (short slot = 0; slot < layout.SlotCount; slot++)
            {
                long micros = Ring.Micros(layout, state, day, slot);
                if (micros != 0)
                    facts.Add(new StateEvent(day, slot, micros));
            }
        }
        return facts;
    }

    /// <summary>
    /// A state as it would be without one of its <see cref="Facts"/>; the days that it knows of stay.
    /// </summary>
    public static void LeaveOut(StateLayout layout, Span<int> state, in StateEvent fact)
    {
        long before = Ring.Micros(layout, state, fact.Day, fact.Slot);
        Ring.TakeBack(layout, state, fact, isSetByAnother: false);
        FollowCell(layout, state, fact, before);
    }

    /// <summary>
    /// The version of what a belief at a day depends on: attributes and the days before it. Equal versions, equal
    /// visible units; the open day's events leave the version at the open day as it is.
    /// </summary>
    /// <param name="layout">The schema's layout.</param>
    /// <param name="state">A state.</param>
    /// <param name="day">The belief's day number.</param>
    public static ulong Version(StateLayout layout, ReadOnlySpan<int> state, int day)
    {
        int open = state[StateLayout.OpenDay];
        ulong closed = Words.ReadULong(state, StateLayout.Fingerprint);
        return day > open && open != 0 ? closed + DayFingerprint(layout, state, open) : closed;
    }

    /// <summary>Facts of the open day, which a belief at that day does not hold yet.</summary>
    public static int Pending(StateLayout layout, ReadOnlySpan<int> state)
    {
        int open = state[StateLayout.OpenDay];
        int pending = 0;
        for (int slot = 0; open != 0 && slot < layout.SlotCount; slot++)
            pending += Ring.Micros(layout, state, open, slot) != 0 ? 1 : 0;
        return pending;
    }

    private static void Put(StateLayout layout, Span<int> state, in StateEvent e)
    {
        long before = Ring.Micros(layout, state, e.Day, e.Slot);
        Ring.Add(layout, state, e);
        FollowCell(layout, state, e, before);
    }

    private static void FollowCell(StateLayout layout, Span<int> state, in StateEvent e, long before)
    {
        if (e.Day < state[StateLayout.OpenDay])
        {
            long change = Ring.Micros(layout, state, e.Day, e.Slot) - before;
            AddFingerprint(state, CellFingerprint(e.Day, e.Slot, change));
        }
    }

    private static void SeeFirst(Span<int> state, int day)
    {
        int first = state[StateLayout.FirstDay];
        if (first != 0 && first <= day)
            return;
        SetFirst(state, day);
    }

    private static void SetFirst(Span<int> state, int day)
    {
        AddFingerprint(state, CellFingerprint(0, -1, day - state[StateLayout.FirstDay]));
        state[StateLayout.FirstDay] = day;
    }

    /// <summary>Closes the open day and settles the days that leave the ring.</summary>
    private static void MoveOn(StateLayout layout, Span<int> state, int open, int next)
    {
        AddFingerprint(state, DayFingerprint(layout, state, open));
        int oldest = Math.Max(1, open - layout.RingDays + 1);
        int last = Math.Min(open, next - layout.RingDays);
        for (int day = oldest; day <= last; day++)
            Settlement.Settle(layout, state, day);
        state[StateLayout.OpenDay] = next;
    }

    private static ulong DayFingerprint(StateLayout layout, ReadOnlySpan<int> state, int day)
    {
        ulong sum = 0;
        for (int slot = 0; slot < layout.SlotCount; slot++)
        {
            long micros = Ring.Micros(layout, state, day, slot);
            if (micros != 0)
                sum += CellFingerprint(day, slot, micros);
        }
        return sum;
    }

    // Linear in the amount, so that changes of a cell add up to what the whole would have given.
    private static ulong CellFingerprint(int day, int slot, long micros) =>
        (ConsumerHash.Mix(((ulong)(uint)day << 32) | (uint)slot) | 1) * (ulong)micros;

    private static ulong AttributeFingerprint(ReadOnlySpan<int> attributes)
    {
        ulong sum = 0;
        for (int i = 0; i < attributes.Length; i++)
            sum += ConsumerHash.Mix(0x8000_0000_0000_0000 | ((ulong)(uint)i << 32) | (uint)attributes[i]);
        return sum;
    }

    private static void AddFingerprint(Span<int> state, ulong change) =>
        Words.Write(state, StateLayout.Fingerprint, Words.ReadULong(state, StateLayout.Fingerprint) + change);
}
