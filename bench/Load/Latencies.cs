namespace WorldModel.Bench.Load;

/// <summary>
/// Counts of latencies in buckets that are each 1/32 wider than the last octave's: any percentile to about 3 %.
/// </summary>
internal sealed class Latencies
{
    private const int Parts = 32;
    private readonly long[] _counts = new long[64 * Parts];

    public long Count { get; private set; }

    public void Add(long nanoseconds)
    {
        _counts[Bucket((ulong)Math.Max(nanoseconds, 1))]++;
        Count++;
    }

    public void Add(Latencies other)
    {
        for (var i = 0; i < _counts.Length; i++) _counts[i] += other._counts[i];
        Count += other.Count;
    }

    /// <summary>The latency in milliseconds that a share of requests does not exceed.</summary>
    public double Milliseconds(double share)
    {
        var left = (long)Math.Ceiling(share * Count);
        for (var i = 0; i < _counts.Length; i++)
        {
            left -= _counts[i];
            if (left <= 0) return Upper(i) / 1e6;
        }

        return double.NaN;
    }

    private static int Bucket(ulong value)
    {
        var octave = 63 - System.Numerics.BitOperations.LeadingZeroCount(value);
        var part = octave >= 5 ? (value >> (octave - 5)) - Parts : (value << (5 - octave)) - Parts;
        return (octave * Parts) + (int)part;
    }

    private static double Upper(int bucket) =>
        Math.Pow(2, bucket / Parts) * (1 + ((bucket % Parts + 1) / (double)Parts));
}
