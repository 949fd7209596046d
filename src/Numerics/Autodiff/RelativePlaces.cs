using System.Numerics;

namespace WorldModel.Numerics.Autodiff;

/// <summary>
/// Between the keys that a query sees and their places relative to it: key j of query i has place
/// max(j - i, -reach) + reach, so that the last place is the query's own step and the first everything older.
/// </summary>
internal static class RelativePlaces
{
    /// <summary>row[j] += places[place of j] for each key of query i in the row.</summary>
    public static void Spread<T>(ReadOnlySpan<T> places, int i, Span<T> row)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var reach = places.Length - 1;
        var older = Math.Clamp(i - reach, 0, row.Length);
        foreach (ref var value in row[..older]) value += places[0];
        if (older < row.Length) Lanes.Add(places.Slice(older - i + reach, row.Length - older), row[older..]);
    }

    /// <summary>places[r] = sum of row[j] over the keys of place r.</summary>
    public static void Collect<T>(ReadOnlySpan<T> row, int i, Span<T> places)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var reach = places.Length - 1;
        var older = Math.Clamp(i - reach, 0, row.Length);
        places.Clear();
        if (older < row.Length) row[older..].CopyTo(places.Slice(older - i + reach, row.Length - older));
        places[0] += Lanes.Sum(row[..older]);
    }
}
