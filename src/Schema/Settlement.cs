namespace WorldModel.Schema;

/// <summary>
/// Folds the oldest day of the ring into the settled summary. A rate stands as of the day last seen and is decayed
/// only when it is read or added to, so that empty days, however many at once, leave no trace in its bits.
/// </summary>
internal static class Settlement
{
    public static void Settle(StateLayout layout, Span<int> state, int day)
    {
        for (int outcome = 0; outcome < layout.Schema.Outcomes.Count; outcome++)
        {
            int settled = layout.SettledOf(outcome);
            if (settled < 0)
                continue;
            long micros = Ring.Micros(layout, state, day, layout.OutcomeSlot(outcome));
            if (micros != 0)
                Add(layout.RatesOf[outcome], state[settled..], day, micros);
        }
        for (int outcome = 0; outcome < layout.Schema.Outcomes.Count; outcome++)
            layout.TallyOf(outcome)?.Settle(state, day);
        Ring.Clear(layout, state, day);
    }

    private static void Add(Decay[] rates, Span<int> settled, int day, long micros)
    {
        int last = settled[0];
        for (int i = 0; i < rates.Length; i++)
        {
            float sum = BitConverter.Int32BitsToSingle(settled[StateLayout.SettledHead + i]);
            float next = rates[i].Add(sum, day - last, micros);
            settled[StateLayout.SettledHead + i] = BitConverter.SingleToInt32Bits(next);
        }
        settled[0] = day;
        Words.Write(settled, 1, (ulong)(Words.ReadLong(settled, 1) + micros));
    }
}
