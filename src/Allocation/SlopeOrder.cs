namespace WorldModel.Allocation;

/// <summary>
/// Sorts slopes falling: a stable radix sort on the bits of positive doubles, whose order as whole numbers is their
/// order as numbers. Six passes of eleven bits; a pass over bits that all slopes share is skipped.
/// </summary>
internal static class SlopeOrder
{
    private const int Bits = 11;
    private const int Buckets = 1 << Bits;

    /// <summary>The indices of positive slopes, the largest first, equal ones in their given order.</summary>
    public static int[] Falling(double[] slopes)
    {
        var keys = new ulong[slopes.Length];
        var order = new int[slopes.Length];
        for (var i = 0; i < slopes.Length; i++)
        {
            keys[i] = ~BitConverter.DoubleToUInt64Bits(slopes[i]);
            order[i] = i;
        }

        var otherKeys = new ulong[slopes.Length];
        var otherOrder = new int[slopes.Length];
        for (var shift = 0; shift < 64; shift += Bits)
        {
            if (!Pass(keys, order, otherKeys, otherOrder, shift)) continue;
            (keys, otherKeys) = (otherKeys, keys);
            (order, otherOrder) = (otherOrder, order);
        }

        return order;
    }

    private static bool Pass(ulong[] keys, int[] order, ulong[] toKeys, int[] toOrder, int shift)
    {
        Span<int> next = stackalloc int[Buckets];
        next.Clear();
        foreach (var key in keys) next[(int)(key >> shift) & (Buckets - 1)]++;
        var sum = 0;
        for (var bucket = 0; bucket < Buckets; bucket++)
        {
            if (next[bucket] == keys.Length) return false;
            (next[bucket], sum) = (sum, sum + next[bucket]);
        }

        for (var i = 0; i < keys.Length; i++)
        {
            var at = next[(int)(keys[i] >> shift) & (Buckets - 1)]++;
            toKeys[at] = keys[i];
            toOrder[at] = order[i];
        }

        return true;
    }
}
