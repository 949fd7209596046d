namespace WorldModel.Schema;

/// <summary>The raw days of a state: a bit a binary slot, a sum in millionths an amount; both know no order.</summary>
internal static class Ring
{
    /// <summary>What a slot holds on a day of the ring; 1,000,000 where a bit is set.</summary>
    public static long Micros(StateLayout layout, ReadOnlySpan<int> state, int day, int slot)
    {
        int start = layout.DayStart(day);
        int bit = layout.BitOf(slot);
        if (bit >= 0)
            return ((state[start + (bit >> 5)] >> (bit & 31)) & 1) * StateEvent.One;
        int amount = layout.AmountOf(slot);
        return amount >= 0 ? Words.ReadLong(state, start + layout.BitWords + (2 * amount)) : 0;
    }

    public static void Add(StateLayout layout, Span<int> state, in StateEvent e)
    {
        int start = layout.DayStart(e.Day);
        int bit = layout.BitOf(e.Slot);
        if (bit >= 0)
        {
            state[start + (bit >> 5)] |= 1 << (bit & 31);
            return;
        }
        int at = start + layout.BitWords + (2 * layout.AmountOf(e.Slot));
        Words.Write(state, at, (ulong)(Words.ReadLong(state, at) + e.Micros));
    }

    /// <summary>
    /// Undoes <see cref="Add"/>, or a part of an amount; a bit goes only if no other event set it too.
    /// </summary>
    public static void TakeBack(StateLayout layout, Span<int> state, in StateEvent e, bool isSetByAnother)
    {
        int bit = layout.BitOf(e.Slot);
        if (bit < 0)
            Add(layout, state, e with { Micros = -e.Micros });
        else if (!isSetByAnother)
            state[layout.DayStart(e.Day) + (bit >> 5)] &= ~(1 << (bit & 31));
    }

    public static void Clear(StateLayout layout, Span<int> state, int day) =>
        state.Slice(layout.DayStart(day), layout.DayWords).Clear();
}
