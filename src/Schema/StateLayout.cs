namespace WorldModel.Schema;

/// <summary>
/// Where the parts of a consumer's state stand in its 32-bit words: four of book-keeping, one an attribute, the
/// settled summary of each tracked outcome, the tallies of each outcome's responsiveness, and the ring of the newest
/// <see cref="RingDays"/> days in the raw.
/// docs/formats.md draws it.
/// </summary>
/// <remarks>
/// Days older than the ring are settled: folded into the summary, never changed again. Days in the ring stay raw, so
/// that a late event merges exactly and in any order. A slot is an entry of the action vector or, behind those, an
/// outcome; a slot is tracked if some visible unit depends on its past.
/// </remarks>
public sealed class StateLayout
{
    internal const int OpenDay = 0;
    internal const int FirstDay = 1;
    internal const int Fingerprint = 2;
    internal const int AttributeStart = 4;

    /// <summary>Words of a settled outcome ahead of its rates: day last seen, then its total in two words.</summary>
    internal const int SettledHead = 3;

    private readonly int[] _bitOf;
    private readonly int[] _amountOf;
    private readonly int[] _settledOf;
    private readonly ResponseTally?[] _tallies;

    public StateLayout(ConsumerSchema schema)
    {
        Schema = schema;
        Actions = new ActionVector(schema);
        SlotCount = Actions.Units + schema.Outcomes.Count;
        RingDays = schema.LagDays + schema.LatenessDays + 1;
        _bitOf = new int[SlotCount];
        _amountOf = new int[SlotCount];
        Array.Fill(_bitOf, -1);
        Array.Fill(_amountOf, -1);
        PlaceSlots(schema, out int bits, out int amounts);
        BitWords = (bits + 31) / 32;
        DayWords = BitWords + (2 * amounts);
        _settledOf = new int[schema.Outcomes.Count];
        RatesOf = [.. schema.Outcomes.Select(DecaysOf)];
        _tallies = new ResponseTally?[schema.Outcomes.Count];
        RingStart = PlaceTallies(schema, PlaceSettled(schema, AttributeStart + schema.Attributes.Count));
        Words = RingStart + (RingDays * DayWords);
    }

    public ConsumerSchema Schema { get; }

    public ActionVector Actions { get; }

    /// <summary>Words of a state.</summary>
    public int Words { get; }

    /// <summary>Entries of the action vector and outcomes.</summary>
    public int SlotCount { get; }

    /// <summary>Days kept in the raw, the open day included.</summary>
    public int RingDays { get; }

    internal int RingStart { get; }

    internal int BitWords { get; }

    internal int DayWords { get; }

    /// <summary>Per outcome the decays of its rates that have a half-life, in order.</summary>
    internal Decay[][] RatesOf { get; }

    public short OutcomeSlot(int outcome) => (short)(Actions.Units + outcome);

    /// <summary>Whether some visible unit depends on the slot's past.</summary>
    public bool Tracks(int slot) => slot >= 0 && (_bitOf[slot] >= 0 || _amountOf[slot] >= 0);

    /// <summary>Day number of the newest event; 0 where there was none.</summary>
    public static int OpenDayOf(ReadOnlySpan<int> state) => state[OpenDay];

    /// <summary>The oldest day that an event may still name; any day where there was none yet.</summary>
    public int OldestDay(ReadOnlySpan<int> state) => state[OpenDay] == 0 ? 0 : state[OpenDay] - Schema.LatenessDays;

    /// <summary>
    /// What a day of the ring holds of an outcome in millionths, a binary one 1,000,000 or 0. 0 for days behind the
    /// ring or after the open day, and for outcomes that are not tracked.
    /// </summary>
    public long Held(ReadOnlySpan<int> state, int day, int outcome) =>
        day > state[OpenDay] || day <= state[OpenDay] - RingDays
            ? 0
            : Ring.Micros(this, state, day, OutcomeSlot(outcome));

    /// <summary>A state's attribute words, in the schema's order.</summary>
    public ReadOnlySpan<int> Attributes(ReadOnlySpan<int> state) =>
        state.Slice(AttributeStart, Schema.Attributes.Count);

    /// <summary>
    /// Entries of the action vector that an outcome's responsiveness is estimated from; bit i of a combination is the
    /// i-th of them. Empty: there is none.
    /// </summary>
    public IReadOnlyList<int> ResponseActions(int outcome) => _tallies[outcome]?.Slots ?? [];

    /// <summary>Tallies of an outcome's responsiveness; null: there are none.</summary>
    internal ResponseTally? TallyOf(int outcome) => _tallies[outcome];

    internal int BitOf(int slot) => _bitOf[slot];

    internal int AmountOf(int slot) => _amountOf[slot];

    /// <summary>First settled word of an outcome; -1: not tracked.</summary>
    internal int SettledOf(int outcome) => _settledOf[outcome];

    /// <summary>First word of a day's place in the ring.</summary>
    internal int DayStart(int day) => RingStart + (day % RingDays * DayWords);

    private static Decay[] DecaysOf(OutcomeSpec outcome) =>
        [.. outcome.Rates.Select(r => r.HalfLifeDays).OfType<double>().Select(halfLife => new Decay(halfLife))];

    private void PlaceSlots(ConsumerSchema schema, out int bits, out int amounts)
    {
        (bits, amounts) = (0, 0);
        bool lagged = schema.LagDays > 0;
        for (int unit = 0; unit < Actions.Units; unit++)
        {
            string action = schema.Actions[Actions.ActionOf[unit]].Name;
            if ((lagged && schema.Lags.Contains(action)) || schema.Outcomes.Any(o => o.Responsiveness.Contains(action)))
                _bitOf[unit] = bits++;
        }
        for (int i = 0; i < schema.Outcomes.Count; i++)
        {
            OutcomeSpec outcome = schema.Outcomes[i];
            bool history = outcome.Recency is not null || outcome.Cumulative is not null || outcome.Rates.Count > 0
                || outcome.Responsiveness.Count > 0;
            if (!history && !(lagged && schema.Lags.Contains(outcome.Name)))
                continue;
            if (outcome.Kind == OutcomeKind.Binary)
                _bitOf[OutcomeSlot(i)] = bits++;
            else
                _amountOf[OutcomeSlot(i)] = amounts++;
        }
    }

    private int PlaceTallies(ConsumerSchema schema, int next)
    {
        for (int i = 0; i < schema.Outcomes.Count; i++)
        {
            IReadOnlyList<string> actions = schema.Outcomes[i].Responsiveness;
            if (actions.Count == 0)
                continue;
            int[] slots = [.. Enumerable.Range(0, Actions.Units)
                .Where(unit => actions.Contains(schema.Actions[Actions.ActionOf[unit]].Name))];
            _tallies[i] = new ResponseTally(this, slots, i, next);
            next += _tallies[i]!.Words;
        }
        return next;
    }

    private int PlaceSettled(ConsumerSchema schema, int next)
    {
        for (int i = 0; i < schema.Outcomes.Count; i++)
        {
            bool tracked = Tracks(OutcomeSlot(i));
            _settledOf[i] = tracked ? next : -1;
            next += tracked ? SettledHead + RatesOf[i].Length : 0;
        }
        return next;
    }
}
