namespace WorldModel.Schema;

/// <summary>
/// What a state remembers of how a consumer responds: for every combination of an outcome's responsiveness actions the
/// days on which exactly those were on, and on how many of them the outcome happened. Counts know no order and no
/// model, so that whatever model reads them finds the same history.
/// </summary>
/// <remarks>
/// A word a combination, days in the high and outcomes in the low 16 bits; both stop at 65,535. The days on which none
/// of the actions was on are not stored: they are what is left of all days.
/// </remarks>
internal sealed class ResponseTally
{
    private const uint Most = ushort.MaxValue;

    private readonly StateLayout _layout;
    private readonly int[] _slots;
    private readonly int _outcome;
    private readonly int _start;

    /// <param name="layout">The layout, whose slots are placed already.</param>
    /// <param name="slots">Entries of the action vector; bit i of a combination is the i-th.</param>
    /// <param name="outcome">Index of the outcome.</param>
    /// <param name="start">First word in the state.</param>
    public ResponseTally(StateLayout layout, int[] slots, int outcome, int start) =>
        (_layout, _slots, _outcome, _start) = (layout, slots, outcome, start);

    /// <summary>Entries of the action vector, in order.</summary>
    public IReadOnlyList<int> Slots => _slots;

    /// <summary>Combinations, the empty one first.</summary>
    public int Combinations => 1 << _slots.Length;

    /// <summary>Words in a state.</summary>
    public int Words => Combinations - 1;

    /// <summary>Counts a day of the ring that is about to leave it.</summary>
    public void Settle(Span<int> state, int day)
    {
        int combination = CombinationOn(state, day);
        if (combination == 0)
            return;
        ref int word = ref state[_start + combination - 1];
        (uint days, uint times) = ((uint)word >> 16, (uint)word & Most);
        times = Math.Min(times + (Happened(state, day) ? 1u : 0u), Most);
        word = (int)((Math.Min(days + 1, Most) << 16) | times);
    }

    /// <summary>
    /// Days and outcomes before a day, side by side, a pair a combination.
    /// </summary>
    /// <param name="state">A state.</param>
    /// <param name="day">Day number.</param>
    /// <param name="total">Times that the outcome happened before the day.</param>
    /// <param name="counts">Out, shape (Combinations, 2).</param>
    public void Count(ReadOnlySpan<int> state, int day, long total, Span<float> counts)
    {
        counts.Clear();
        for (int c = 1; c < Combinations; c++)
        {
            uint word = (uint)state[_start + c - 1];
            (counts[2 * c], counts[(2 * c) + 1]) = (word >> 16, word & Most);
        }
        int open = StateLayout.OpenDayOf(state);
        int last = open == 0 ? 0 : Math.Min(open, day - 1);
        for (int d = Math.Max(1, open - _layout.RingDays + 1); d <= last; d++)
        {
            int combination = CombinationOn(state, d);
            counts[2 * combination]++;
            counts[(2 * combination) + 1] += Happened(state, d) ? 1 : 0;
        }
        int first = state[StateLayout.FirstDay];
        (counts[0], counts[1]) = (first == 0 ? 0 : Math.Max(0, day - first), total);
        for (int c = 1; c < Combinations; c++)
        {
            counts[0] -= counts[2 * c];
            counts[1] -= counts[(2 * c) + 1];
        }
    }

    private int CombinationOn(ReadOnlySpan<int> state, int day)
    {
        int combination = 0;
        for (int i = 0; i < _slots.Length; i++)
            combination |= Ring.Micros(_layout, state, day, _slots[i]) != 0 ? 1 << i : 0;
        return combination;
    }

    private bool Happened(ReadOnlySpan<int> state, int day) =>
        Ring.Micros(_layout, state, day, _layout.OutcomeSlot(_outcome)) != 0;
}
