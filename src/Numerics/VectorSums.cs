using System.Numerics;

namespace WorldModel.Numerics;

/// <summary>
/// Sums of vectors, element by element, a register at a time: the same operations in the same order as one by one, so
/// the same bits on every processor.
/// </summary>
public static class VectorSums
{
    /// <summary>total += part.</summary>
    public static void Add(ReadOnlySpan<float> part, Span<float> total)
    {
        part = part[..total.Length];
        var i = 0;
        for (; i <= total.Length - Vector<float>.Count; i += Vector<float>.Count)
            (new Vector<float>(total[i..]) + new Vector<float>(part[i..])).CopyTo(total[i..]);
        for (; i < total.Length; i++) total[i] += part[i];
    }

    /// <summary>to = a * timesA - b * timesB, each product rounded before the difference.</summary>
    public static void Difference(
        ReadOnlySpan<float> a, float timesA, ReadOnlySpan<float> b, float timesB, Span<float> to)
    {
        a = a[..to.Length];
        b = b[..to.Length];
        var i = 0;
        for (; i <= to.Length - Vector<float>.Count; i += Vector<float>.Count)
            (timesA * new Vector<float>(a[i..]) - timesB * new Vector<float>(b[i..])).CopyTo(to[i..]);
        for (; i < to.Length; i++) to[i] = timesA * a[i] - timesB * b[i];
    }

    /// <summary>total += times * part, the product rounded before the sum.</summary>
    public static void AddScaled(float times, ReadOnlySpan<float> part, Span<float> total)
    {
        part = part[..total.Length];
        var i = 0;
        for (; i <= total.Length - Vector<float>.Count; i += Vector<float>.Count)
            (new Vector<float>(total[i..]) + times * new Vector<float>(part[i..])).CopyTo(total[i..]);
        for (; i < total.Length; i++) total[i] += times * part[i];
    }

    /// <summary>Adds the first columns of row-major rows, as many as <paramref name="totals"/> has, in order.</summary>
    public static void AddRows(ReadOnlySpan<float> rows, int count, int stride, Span<float> totals)
    {
        for (var row = 0; row < count; row++) Add(rows.Slice(row * stride, totals.Length), totals);
    }
}
