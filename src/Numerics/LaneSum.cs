using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace WorldModel.Numerics;

/// <summary>
/// Dot products of doubles in 8 lanes, and the one order in which the lanes are added up; the same bits on every
/// processor.
/// </summary>
public static class LaneSum
{
    private const int Lanes = QuadraticForm.Lanes;

    /// <summary>Sum of a[i] b[i]; both of one length, a multiple of 8, zeros where there is nothing.</summary>
    /// <exception cref="ArgumentException">The lengths differ, or are no multiple of 8.</exception>
    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b, KernelPath path = KernelPath.Fastest)
    {
        if (a.Length != b.Length || a.Length % Lanes != 0)
            throw new ArgumentException($"expected one length, a multiple of 8, got {a.Length} and {b.Length}");
        return KernelPaths.Resolve(path) switch
        {
            KernelPath.Avx512 => Wide(a, b),
            KernelPath.Avx2 => Halves(a, b),
            _ => Scalars(a, b),
        };
    }

    /// <summary>Lanes 0..3 to which 4..7 are added already.</summary>
    internal static double Of(Vector256<double> halves)
    {
        var pairs = halves.GetLower() + halves.GetUpper();
        return pairs[0] + pairs[1];
    }

    internal static double Of(ReadOnlySpan<double> lanes) =>
        ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6])) + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]));

    private static double Wide(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        ref var left = ref MemoryMarshal.GetReference(a);
        ref var right = ref MemoryMarshal.GetReference(b);
        var (even, odd) = (Vector512<double>.Zero, Vector512<double>.Zero);
        nuint at = 0;
        for (; at + Lanes < (nuint)a.Length; at += 2 * Lanes)
        {
            even += Vector512.LoadUnsafe(ref left, at) * Vector512.LoadUnsafe(ref right, at);
            odd += Vector512.LoadUnsafe(ref left, at + Lanes) * Vector512.LoadUnsafe(ref right, at + Lanes);
        }

        if (at < (nuint)a.Length)
            even += Vector512.LoadUnsafe(ref left, at) * Vector512.LoadUnsafe(ref right, at);
        even += odd;
        return Of(even.GetLower() + even.GetUpper());
    }

    private static double Halves(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        ref var left = ref MemoryMarshal.GetReference(a);
        ref var right = ref MemoryMarshal.GetReference(b);
        var (even, evenHigh) = (Vector256<double>.Zero, Vector256<double>.Zero);
        var (odd, oddHigh) = (Vector256<double>.Zero, Vector256<double>.Zero);
        nuint at = 0;
        for (; at + Lanes < (nuint)a.Length; at += 2 * Lanes)
        {
            even += Vector256.LoadUnsafe(ref left, at) * Vector256.LoadUnsafe(ref right, at);
            evenHigh += Vector256.LoadUnsafe(ref left, at + 4) * Vector256.LoadUnsafe(ref right, at + 4);
            odd += Vector256.LoadUnsafe(ref left, at + 8) * Vector256.LoadUnsafe(ref right, at + 8);
            oddHigh += Vector256.LoadUnsafe(ref left, at + 12) * Vector256.LoadUnsafe(ref right, at + 12);
        }

        if (at < (nuint)a.Length)
        {
            even += Vector256.LoadUnsafe(ref left, at) * Vector256.LoadUnsafe(ref right, at);
            evenHigh += Vector256.LoadUnsafe(ref left, at + 4) * Vector256.LoadUnsafe(ref right, at + 4);
        }

        return Of((even + odd) + (evenHigh + oddHigh));
    }

    private static double Scalars(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        Span<double> lanes = stackalloc double[2 * Lanes];
        lanes.Clear();
        for (var i = 0; i < a.Length; i++)
            lanes[i % (2 * Lanes)] += a[i] * b[i];
        for (var lane = 0; lane < Lanes; lane++)
            lanes[lane] += lanes[Lanes + lane];
        return Of(lanes[..Lanes]);
    }
}
