namespace WorldModel.Numerics;

/// <summary>
/// The right-hand side B (K x N) of a <see cref="Gemm"/>, copied once into panels of 32 columns (the last one 16 wide
/// where 16 are enough): panel p holds B[k, 32p ..] at p * 32 * K + k * width. Missing columns are zero.
/// </summary>
public sealed class PackedMatrix
{
    internal const int PanelWidth = 32;
    internal const int HalfPanelWidth = 16;
    private readonly AlignedBuffer<float> _panels;

    /// <summary>A K x N matrix of zeros, to be written by <see cref="Write"/>.</summary>
    public PackedMatrix(int k, int n)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(k);
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        (K, N) = (k, n);
        var padded = (n + HalfPanelWidth - 1) / HalfPanelWidth * HalfPanelWidth;
        _panels = new AlignedBuffer<float>(checked(k * padded));
    }

    /// <summary>Rows of B: the length of each sum.</summary>
    public int K { get; }

    /// <summary>Columns of B: the width of the result.</summary>
    public int N { get; }

    internal ReadOnlySpan<float> Panels => _panels.Span;

    /// <summary>Packs B, given row-major as K x N, or as N x K where <paramref name="transposed"/>.</summary>
    public static PackedMatrix Pack(ReadOnlySpan<float> b, int k, int n, bool transposed = false)
    {
        var packed = new PackedMatrix(k, n);
        packed.Write(0, b, k, transposed);
        return packed;
    }

    /// <summary>
    /// Overwrites rows firstRow .. firstRow + count - 1 of B, given row-major as count x N, or as N x count where
    /// <paramref name="transposed"/>. For weights that still train; no product may run meanwhile.
    /// </summary>
    public void Write(int firstRow, ReadOnlySpan<float> rows, int count, bool transposed = false)
    {
        if (firstRow < 0 || count < 0 || firstRow + count > K)
            throw new ArgumentOutOfRangeException(nameof(firstRow), $"rows {firstRow} to {firstRow + count} of {K}");
        if (rows.Length != (long)count * N)
            throw new ArgumentException(
                $"a {count} x {N} matrix needs {(long)count * N} numbers, got {rows.Length}", nameof(rows));
        var panels = _panels.Span;
        for (var column = 0; column < N; column += PanelWidth)
        {
            var width = WidthOf(N - column);
            var used = Math.Min(width, N - column);
            var panel = panels.Slice(column * K + firstRow * width, count * width);
            if (!transposed)
            {
                for (var row = 0; row < count; row++)
                    rows.Slice(row * N + column, used).CopyTo(panel[(row * width)..]);
                continue;
            }

            for (var j = 0; j < used; j++)
            {
                var from = rows.Slice((column + j) * count, count);
                for (var row = 0; row < from.Length; row++) panel[row * width + j] = from[row];
            }
        }
    }

    internal static int WidthOf(int columnsLeft) => columnsLeft > HalfPanelWidth ? PanelWidth : HalfPanelWidth;
}
