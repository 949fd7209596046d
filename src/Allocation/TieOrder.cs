using WorldModel.Schema;

namespace WorldModel.Allocation;

/// <summary>Sorts places by id in the order of <see cref="ConsumerOrder"/>, each id hashed once.</summary>
internal static class TieOrder
{
    /// <summary>The places 0 .. ids.Length - 1, sorted by id.</summary>
    public static int[] Of(string[] ids)
    {
        var order = new int[ids.Length];
        for (var place = 0; place < order.Length; place++) order[place] = place;
        var hashes = Array.ConvertAll(ids, ConsumerHash.Of);
        Array.Sort(hashes, order);
        var byName = Comparer<int>.Create((a, b) => NameOrder.Instance.Compare(ids[a], ids[b]));
        for (var first = 0; first < order.Length;)
        {
            var end = first + 1;
            while (end < order.Length && hashes[end] == hashes[first]) end++;
            if (end - first > 1) Array.Sort(order, first, end - first, byName);
            first = end;
        }

        return order;
    }
}
