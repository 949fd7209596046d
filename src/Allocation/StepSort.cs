namespace WorldModel.Allocation;

/// <summary>
/// Sorts one bucket of steps into the one order (slope falling, consumer id): two radix passes over the 22 bits that
/// tell the bucket's slopes apart best, then insertion, which has next to nothing left to do; where it has much
/// (slopes that crowd in a corner of their bucket) a comparison sort takes over. Needs 24 bytes a step, kept for the
/// next bucket.
/// </summary>
internal sealed class StepSort
{
    private const int Bits = 11;
    private const int Buckets = 1 << Bits;
    private const int Few = 256;
    private ulong[] _keys = [];
    private ulong[] _otherKeys = [];
    private int[] _order = [];
    private int[] _otherOrder = [];

    /// <summary>The places of the steps in order; valid until the next call.</summary>
    public ReadOnlySpan<int> Order(ReadOnlySpan<RawStep> steps, OptionTable table)
    {
        Fill(steps, out var least, out var most);
        if (least != most) SortKeys(steps.Length, least, most);
        SortTies(steps, table);
        return _order.AsSpan(0, steps.Length);
    }

    private void Fill(ReadOnlySpan<RawStep> steps, out ulong least, out ulong most)
    {
        if (_keys.Length < steps.Length)
        {
            var length = Math.Max(steps.Length, 2 * _keys.Length);
            _keys = GC.AllocateUninitializedArray<ulong>(length);
            _otherKeys = GC.AllocateUninitializedArray<ulong>(length);
            _order = GC.AllocateUninitializedArray<int>(length);
            _otherOrder = GC.AllocateUninitializedArray<int>(length);
        }

        least = ulong.MaxValue;
        most = 0;
        var keys = _keys.AsSpan(0, steps.Length);
        var order = _order.AsSpan(0, steps.Length);
        for (var i = 0; i < keys.Length; i++)
        {
            var key = steps[i].Key;
            keys[i] = key;
            order[i] = i;
            least = Math.Min(least, key);
            most = Math.Max(most, key);
        }
    }

    private void SortKeys(int count, ulong least, ulong most)
    {
        if (count > Few)
        {
            var shift = Math.Max(0, 64 - System.Numerics.BitOperations.LeadingZeroCount(most - least) - 2 * Bits);
            Pass(count, least, shift);
            Pass(count, least, shift + Bits);
        }

        var keys = _keys.AsSpan(0, count);
        var order = _order.AsSpan(0, count);
        if (!Insert(keys, order)) keys.Sort(order);
    }

    private void Pass(int count, ulong least, int shift)
    {
        Span<int> next = stackalloc int[Buckets];
        next.Clear();
        var keys = _keys.AsSpan(0, count);
        var order = _order.AsSpan(0, count);
        foreach (var key in keys) next[(int)((key - least) >> shift) & (Buckets - 1)]++;
        var sum = 0;
        for (var bucket = 0; bucket < Buckets; bucket++) (next[bucket], sum) = (sum, sum + next[bucket]);
        var toKeys = _otherKeys.AsSpan(0, count);
        var toOrder = _otherOrder.AsSpan(0, count);
        for (var i = 0; i < keys.Length; i++)
        {
            var at = next[(int)((keys[i] - least) >> shift) & (Buckets - 1)]++;
            toKeys[at] = keys[i];
            toOrder[at] = order[i];
        }

        (_keys, _otherKeys) = (_otherKeys, _keys);
        (_order, _otherOrder) = (_otherOrder, _order);
    }

    /// <summary>Gives up, leaving the keys as they are by then, once it moved too much.</summary>
    private static bool Insert(Span<ulong> keys, Span<int> order)
    {
        var moves = 16L * keys.Length;
        for (var i = 1; i < keys.Length; i++)
        {
            var (key, at) = (keys[i], order[i]);
            var to = i;
            for (; to > 0 && keys[to - 1] > key; to--)
            {
                keys[to] = keys[to - 1];
                order[to] = order[to - 1];
            }

            keys[to] = key;
            order[to] = at;
            moves -= i - to;
            if (moves < 0) return false;
        }

        return true;
    }

    /// <summary>
    /// Within a consumer slopes differ, so steps of one slope are of as many consumers: ids decide.
    /// </summary>
    private void SortTies(ReadOnlySpan<RawStep> steps, OptionTable table)
    {
        var keys = _keys.AsSpan(0, steps.Length);
        var order = _order.AsSpan(0, steps.Length);
        for (var first = 0; first < keys.Length;)
        {
            var end = first + 1;
            while (end < keys.Length && keys[end] == keys[first]) end++;
            if (end - first > 1) SortTie(steps, table, order[first..end]);
            first = end;
        }
    }

    private static void SortTie(ReadOnlySpan<RawStep> steps, OptionTable table, Span<int> order)
    {
        var sorted = true;
        for (var i = 1; i < order.Length && sorted; i++)
        {
            sorted = table.CompareIds(steps[order[i - 1]].Consumer, steps[order[i]].Consumer) <= 0;
        }

        if (sorted) return;
        var places = order.ToArray();
        var consumers = new int[places.Length];
        for (var i = 0; i < places.Length; i++) consumers[i] = steps[places[i]].Consumer;
        var byId = table.OrderIds(consumers);
        for (var i = 0; i < places.Length; i++) order[i] = places[byId[i]];
    }
}
