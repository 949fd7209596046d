namespace WorldModel.Schema;

/// <summary>Actions that a state holds for a day of its ring: what was done to the consumer that day already.</summary>
public static class DayActions
{
    /// <summary>Entries of the action vector that fit: those behind them are not told.</summary>
    public const int Most = 64;

    /// <summary>
    /// A bit an entry of the action vector, the first one lowest. Only actions that the schema shows as lags are kept;
    /// a day that is not in the ring holds none.
    /// </summary>
    public static ulong Of(StateLayout layout, ReadOnlySpan<int> state, int day)
    {
        int open = StateLayout.OpenDayOf(state);
        if (open == 0 || day > open || day <= open - layout.RingDays)
            return 0;
        ulong actions = 0;
        int units = Math.Min(layout.Actions.Units, Most);
        for (int unit = 0; unit < units; unit++)
        {
            if (Ring.Micros(layout, state, day, unit) != 0)
                actions |= 1UL << unit;
        }
        return actions;
    }
}
