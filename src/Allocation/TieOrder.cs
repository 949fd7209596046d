namespace WorldModel.Allocation;

/// <summary>
/// Sorts places by id in the order of <see cref="ConsumerOrder"/>. Ids that tie by the million mostly differ in eight
/// plain characters after what they all begin with: these make a number that sorts fast, and ids are compared in full
/// only where their numbers are equal.
/// </summary>
internal static class TieOrder
{
    private const int Packed = 8;

    /// <summary>The places 0 .. ids.Length - 1, sorted by id.</summary>
    public static int[] Of(string[] ids)
    {
        var order = new int[ids.Length];
        for (var place = 0; place < order.Length; place++) order[place] = place;
        var byId = Comparer<int>.Create((a, b) => ConsumerOrder.Instance.Compare(ids[a], ids[b]));
        if (Numbers(ids) is not { } numbers)
        {
            Array.Sort(order, byId);
            return order;
        }

        Array.Sort(numbers, order);
        for (var first = 0; first < order.Length;)
        {
            var end = first + 1;
            while (end < order.Length && numbers[end] == numbers[first]) end++;
            if (end - first > 1) Array.Sort(order, first, end - first, byId);
            first = end;
        }

        return order;
    }

    /// <summary>Null where an id holds a character above U+00FF among those packed.</summary>
    private static ulong[]? Numbers(string[] ids)
    {
        var shared = ids[0].Length;
        foreach (var id in ids) shared = Math.Min(shared, id.AsSpan().CommonPrefixLength(ids[0].AsSpan(0, shared)));
        var numbers = new ulong[ids.Length];
        for (var place = 0; place < ids.Length; place++)
        {
            var rest = ids[place].AsSpan(shared);
            var number = 0UL;
            for (var i = 0; i < Packed; i++)
            {
                // Past the end 0, which may equal a real U+0000: the full comparison tells them apart.
                var unit = i < rest.Length ? rest[i] : '\0';
                if (unit > '\u00ff') return null;
                number = number << 8 | unit;
            }

            numbers[place] = number;
        }

        return numbers;
    }
}
