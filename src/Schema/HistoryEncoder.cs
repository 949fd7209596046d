namespace WorldModel.Schema;

/// <summary>
/// Recency, cumulative and rate units: the settled summary plus the ring's days before the day encoded.
/// </summary>
internal sealed class HistoryEncoder(StateLayout layout)
{
    private readonly OutcomeSpec[] _outcomes = [.. layout.Schema.Outcomes];

    /// <summary>Odds are taken of rates no nearer than this to 0 or 1.</summary>
    private const double Clip = 1e-4;

    /// <summary>Names of the numbers that <see cref="EncodeNumbers"/> writes, in order.</summary>
    public IEnumerable<NumberColumn> Numbers()
    {
        foreach (OutcomeSpec outcome in _outcomes)
        {
            foreach (RateSpec rate in outcome.Rates.Where(r => r.AsNumber))
                yield return new NumberColumn(rate.Name, NumberKind.Rate, outcome.Name);
        }
        for (int i = 0; i < _outcomes.Length; i++)
        {
            for (int c = 0; c < (layout.TallyOf(i)?.Combinations ?? 0); c++)
            {
                yield return new NumberColumn($"{_outcomes[i].Name}_days_{c}", NumberKind.Response, _outcomes[i].Name);
                yield return new NumberColumn($"{_outcomes[i].Name}_times_{c}", NumberKind.Response, _outcomes[i].Name);
            }
        }
    }

    /// <summary>Rates as numbers, then days and outcomes by combination of responsiveness actions.</summary>
    public void EncodeNumbers(ReadOnlySpan<int> state, int day, Span<float> numbers)
    {
        int next = 0;
        for (int i = 0; i < _outcomes.Length; i++)
        {
            int decay = 0;
            foreach (RateSpec spec in _outcomes[i].Rates)
            {
                int index = spec.HalfLifeDays is null ? -1 : decay++;
                if (!spec.AsNumber)
                    continue;
                Summarise(state, day, i, out _, out long total);
                double rate = Rate(state, day, i, spec, index, total);
                bool odds = _outcomes[i].Kind == OutcomeKind.Binary;
                numbers[next++] = (float)(odds
                    ? LogOdds(rate) - LogOdds(spec.PriorMean)
                    : Math.Asinh(rate) - Math.Asinh(spec.PriorMean));
            }
        }
        for (int i = 0; i < _outcomes.Length; i++)
        {
            if (layout.TallyOf(i) is not { } tally)
                continue;
            Summarise(state, day, i, out _, out long total);
            tally.Count(state, day, total / StateEvent.One, numbers.Slice(next, 2 * tally.Combinations));
            next += 2 * tally.Combinations;
        }
    }

    private static double LogOdds(double rate)
    {
        double clipped = Math.Clamp(rate, Clip, 1 - Clip);
        return Math.Log(clipped / (1 - clipped));
    }

    /// <param name="state">A state.</param>
    /// <param name="day">Day number.</param>
    /// <param name="units">In: zero; out: the units from the first recency unit to the last rate unit.</param>
    public void Encode(ReadOnlySpan<int> state, int day, Span<float> units)
    {
        Span<int> lastSeen = stackalloc int[_outcomes.Length];
        Span<long> totals = stackalloc long[_outcomes.Length];
        for (int i = 0; i < _outcomes.Length; i++)
            Summarise(state, day, i, out lastSeen[i], out totals[i]);

        int next = 0;
        for (int i = 0; i < _outcomes.Length; i++)
            next = Recency(_outcomes[i].Recency, lastSeen[i], day, units, next);
        for (int i = 0; i < _outcomes.Length; i++)
            next = Cumulative(_outcomes[i].Cumulative, totals[i], units, next);
        for (int i = 0; i < _outcomes.Length; i++)
            next = Rates(state, day, i, totals[i], units, next);
    }

    private static int Recency(RecencySpec? spec, int lastSeen, int day, Span<float> units, int next)
    {
        for (int j = 0; spec is not null && j < spec.Days.Count; j++)
            units[next++] = lastSeen != 0 && day - lastSeen - 1 <= spec.Days[j] ? 1 : 0;
        return next;
    }

    private static int Cumulative(CumulativeSpec? spec, long total, Span<float> units, int next)
    {
        for (int j = 0; spec is not null && j < spec.Cuts.Count; j++)
            units[next++] = total >= spec.Cuts[j] * StateEvent.One ? 1 : 0;
        return next;
    }

    private int Rates(ReadOnlySpan<int> state, int day, int outcome, long total, Span<float> units, int next)
    {
        int decay = 0;
        foreach (RateSpec spec in _outcomes[outcome].Rates)
        {
            double rate = Rate(state, day, outcome, spec, spec.HalfLifeDays is null ? -1 : decay++, total);
            for (int j = 0; j < spec.Cuts.Count; j++)
                units[next++] = rate >= spec.Cuts[j] ? 1 : 0;
        }
        return next;
    }

    /// <summary>(weighted sum + prior mean x prior days) / (weighted days + prior days); 0 for 0 / 0.</summary>
    private double Rate(ReadOnlySpan<int> state, int day, int outcome, RateSpec spec, int decay, long total)
    {
        int first = state[StateLayout.FirstDay];
        int seen = first == 0 ? 0 : Math.Max(0, day - first);
        double sum = decay < 0 ? (double)total / StateEvent.One : Decayed(state, day, outcome, decay);
        double days = (decay < 0 ? seen : layout.RatesOf[outcome][decay].Mass(seen)) + spec.PriorDays;
        return days > 0 ? (sum + (spec.PriorMean * spec.PriorDays)) / days : 0;
    }

    private double Decayed(ReadOnlySpan<int> state, int day, int outcome, int index)
    {
        Decay decay = layout.RatesOf[outcome][index];
        int settled = layout.SettledOf(outcome);
        int last = state[settled];
        float sum = BitConverter.Int32BitsToSingle(state[settled + StateLayout.SettledHead + index]);
        (int from, int to) = RingDaysBefore(state, day);
        for (int d = from; d <= to; d++)
        {
            long micros = Ring.Micros(layout, state, d, layout.OutcomeSlot(outcome));
            if (micros == 0)
                continue;
            sum = decay.Add(sum, d - last, micros);
            last = d;
        }
        return last == 0 ? 0 : sum * decay.After(day - 1 - last);
    }

    private void Summarise(ReadOnlySpan<int> state, int day, int outcome, out int lastSeen, out long total)
    {
        (lastSeen, total) = (0, 0);
        int settled = layout.SettledOf(outcome);
        if (settled < 0)
            return;
        lastSeen = state[settled];
        total = Words.ReadLong(state, settled + 1);
        (int from, int to) = RingDaysBefore(state, day);
        for (int d = from; d <= to; d++)
        {
            long micros = Ring.Micros(layout, state, d, layout.OutcomeSlot(outcome));
            total += micros;
            lastSeen = micros != 0 ? d : lastSeen;
        }
    }

    private (int From, int To) RingDaysBefore(ReadOnlySpan<int> state, int day)
    {
        int open = StateLayout.OpenDayOf(state);
        return open == 0 ? (1, 0) : (Math.Max(1, open - layout.RingDays + 1), Math.Min(open, day - 1));
    }
}
