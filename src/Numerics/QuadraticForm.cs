using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace WorldModel.Numerics;

/// <summary>
/// x'Sx for one symmetric S and many x. Only the lower triangle is kept, its part off the diagonal doubled, each row
/// padded to whole blocks of 8 numbers; rows where x is 0 are skipped. Sums run in 8 lanes whatever the processor has,
/// with products and sums rounded apart, so that every path gives the bits of <see cref="NaiveQuadraticForm"/>.
/// Immutable and thread-safe.
/// </summary>
public sealed class QuadraticForm
{
    /// <summary>Numbers of a block.</summary>
    internal const int Lanes = 8;

    private readonly AlignedBuffer<float> _triangle;

    /// <param name="symmetric">S; of what lies above the diagonal nothing is read.</param>
    /// <param name="stride">Numbers from one row of S to the next.</param>
    /// <param name="size">Rows of S.</param>
    public QuadraticForm(ReadOnlySpan<double> symmetric, int stride, int size)
    {
        Size = size;
        PaddedSize = Padded(size);
        var blocks = 0;
        for (var row = 0; row < size; row++)
            blocks += BlocksOf(row);
        _triangle = new AlignedBuffer<float>(blocks * Lanes * 2);
        var at = MemoryMarshal.Cast<float, double>(_triangle.Span);
        for (var row = 0; row < size; row++)
        {
            for (var column = 0; column <= row; column++)
                at[column] = (column == row ? 1 : 2) * symmetric[(row * stride) + column];
            at = at[(BlocksOf(row) * Lanes)..];
        }
    }

    /// <summary>Rows of S.</summary>
    public int Size { get; }

    /// <summary>Length of x: <see cref="Size"/>, and zeros up to a multiple of 8.</summary>
    public int PaddedSize { get; }

    /// <summary>A length rounded up to whole blocks.</summary>
    public static int Padded(int length) => (length + Lanes - 1) / Lanes * Lanes;

    /// <summary>x'Sx.</summary>
    /// <exception cref="ArgumentException">x is not as long as <see cref="PaddedSize"/>.</exception>
    public double Of(ReadOnlySpan<double> x, KernelPath path = KernelPath.Fastest)
    {
        if (x.Length != PaddedSize)
            throw new ArgumentException($"expected {PaddedSize} numbers, got {x.Length}", nameof(x));
        var triangle = MemoryMarshal.Cast<float, double>(_triangle.Span);
        return KernelPaths.Resolve(path) switch
        {
            KernelPath.Avx512 => Wide(triangle, x),
            KernelPath.Avx2 => Halves(triangle, x),
            _ => Scalars(triangle, x),
        };
    }

    internal static int BlocksOf(int row) => (row / Lanes) + 1;

    private double Wide(ReadOnlySpan<double> triangle, ReadOnlySpan<double> x)
    {
        ref var from = ref MemoryMarshal.GetReference(triangle);
        ref var other = ref MemoryMarshal.GetReference(x);
        var sum = Vector512<double>.Zero;
        for (var row = 0; row < Size; row++)
        {
            var blocks = BlocksOf(row);
            if (x[row] != 0)
            {
                var (even, odd) = (Vector512<double>.Zero, Vector512<double>.Zero);
                nuint at = 0;
                for (; at + Lanes < (nuint)(blocks * Lanes); at += 2 * Lanes)
                {
                    even += Vector512.LoadUnsafe(ref from, at) * Vector512.LoadUnsafe(ref other, at);
                    odd += Vector512.LoadUnsafe(ref from, at + Lanes) * Vector512.LoadUnsafe(ref other, at + Lanes);
                }

                if ((blocks & 1) == 1)
                    even += Vector512.LoadUnsafe(ref from, at) * Vector512.LoadUnsafe(ref other, at);
                sum += (even + odd) * x[row];
            }

            from = ref Unsafe.Add(ref from, blocks * Lanes);
        }

        return LaneSum.Of(sum.GetLower() + sum.GetUpper());
    }

    private double Halves(ReadOnlySpan<double> triangle, ReadOnlySpan<double> x)
    {
        ref var from = ref MemoryMarshal.GetReference(triangle);
        ref var other = ref MemoryMarshal.GetReference(x);
        var (low, high) = (Vector256<double>.Zero, Vector256<double>.Zero);
        for (var row = 0; row < Size; row++)
        {
            var blocks = BlocksOf(row);
            if (x[row] != 0)
            {
                var (even, evenHigh) = (Vector256<double>.Zero, Vector256<double>.Zero);
                var (odd, oddHigh) = (Vector256<double>.Zero, Vector256<double>.Zero);
                nuint at = 0;
                for (; at + Lanes < (nuint)(blocks * Lanes); at += 2 * Lanes)
                {
                    even += Vector256.LoadUnsafe(ref from, at) * Vector256.LoadUnsafe(ref other, at);
                    evenHigh += Vector256.LoadUnsafe(ref from, at + 4) * Vector256.LoadUnsafe(ref other, at + 4);
                    odd += Vector256.LoadUnsafe(ref from, at + 8) * Vector256.LoadUnsafe(ref other, at + 8);
                    oddHigh += Vector256.LoadUnsafe(ref from, at + 12) * Vector256.LoadUnsafe(ref other, at + 12);
                }

                if ((blocks & 1) == 1)
                {
                    even += Vector256.LoadUnsafe(ref from, at) * Vector256.LoadUnsafe(ref other, at);
                    evenHigh += Vector256.LoadUnsafe(ref from, at + 4) * Vector256.LoadUnsafe(ref other, at + 4);
                }

                low += (even + odd) * x[row];
                high += (evenHigh + oddHigh) * x[row];
            }

            from = ref Unsafe.Add(ref from, blocks * Lanes);
        }

        return LaneSum.Of(low + high);
    }

    private double Scalars(ReadOnlySpan<double> triangle, ReadOnlySpan<double> x)
    {
        Span<double> sum = stackalloc double[Lanes];
        Span<double> lanes = stackalloc double[2 * Lanes];
        sum.Clear();
        for (var row = 0; row < Size; row++)
        {
            var length = BlocksOf(row) * Lanes;
            if (x[row] != 0)
            {
                lanes.Clear();
                for (var column = 0; column <= row; column++)
                    lanes[column % (2 * Lanes)] += triangle[column] * x[column];
                for (var lane = 0; lane < Lanes; lane++)
                    sum[lane] += (lanes[lane] + lanes[Lanes + lane]) * x[row];
            }

            triangle = triangle[length..];
        }

        return LaneSum.Of(sum);
    }
}
