using WorldModel.Numerics.Kernels;

namespace WorldModel.Numerics;

/// <summary>
/// PCG32 (O'Neill 2014, XSH-RR 64/32): 2^63 independent streams of period 2^64, chosen by seed and stream number.
/// Not thread-safe: give each worker a stream of its own.
/// </summary>
public sealed class RandomStream
{
    internal const ulong Multiplier = 6364136223846793005;
    private ulong _state;
    private readonly ulong _increment;
    private double _spareGaussian = double.NaN;

    public RandomStream(ulong seed, ulong stream = 0)
    {
        _increment = (stream << 1) | 1;
        NextUInt();
        _state += seed;
        NextUInt();
    }

    public uint NextUInt()
    {
        var state = _state;
        _state = state * Multiplier + _increment;
        return uint.RotateRight((uint)(((state >> 18) ^ state) >> 27), (int)(state >> 59));
    }

    public ulong NextULong() => ((ulong)NextUInt() << 32) | NextUInt();

    /// <summary>Uniform on [0, 1) with 24 random bits.</summary>
    public float NextFloat() => (NextUInt() >> 8) * (1f / (1 << 24));

    /// <summary>Uniform on [0, 1) with 53 random bits.</summary>
    public double NextDouble() => (NextULong() >> 11) * (1.0 / (1L << 53));

    /// <summary>Uniform on 0 .. bound - 1 without bias (Lemire's multiply and reject).</summary>
    public int NextInt(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        var range = (uint)bound;
        var product = (ulong)NextUInt() * range;
        if ((uint)product < range)
        {
            var threshold = (uint)-bound % range;
            while ((uint)product < threshold) product = (ulong)NextUInt() * range;
        }

        return (int)(product >> 32);
    }

    /// <summary>Standard normal by Marsaglia's polar method.</summary>
    public double NextGaussian()
    {
        if (!double.IsNaN(_spareGaussian))
        {
            var spare = _spareGaussian;
            _spareGaussian = double.NaN;
            return spare;
        }

        double x, y, square;
        do
        {
            x = 2 * NextDouble() - 1;
            y = 2 * NextDouble() - 1;
            square = x * x + y * y;
        }
        while (square is >= 1 or 0);
        var factor = Math.Sqrt(-2 * Math.Log(square) / square);
        _spareGaussian = x * factor;
        return y * factor;
    }

    public bool Bernoulli(double probability) => NextDouble() < probability;

    /// <summary>Fills the span with uniforms on [0, 1).</summary>
    public void Fill(Span<float> values)
    {
        var done = StreamLanes.IsSupported
            ? StreamLanes.Fill(ref _state, _increment, values)
            : 0;
        foreach (ref var value in values[done..]) value = NextFloat();
    }

    /// <summary>Replaces each probability by 1 with that probability, else by 0.</summary>
    public void Sample(Span<float> probabilities)
    {
        var done = StreamLanes.IsSupported
            ? StreamLanes.Sample(ref _state, _increment, probabilities)
            : 0;
        foreach (ref var p in probabilities[done..]) p = NextFloat() < p ? 1f : 0f;
    }

    /// <summary>Fisher-Yates.</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = NextInt(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }
}
