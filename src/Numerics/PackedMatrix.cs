namespace WorldModel.Numerics;

/// <summary>
/// The right-hand side B (K x N) of a <see cref="Gemm"/>, copied once into panels of 32 columns (the last one 16 wide
/// where 16 are enough): panel p holds B[k, 32p ..] at p * 32 * K + k * width. Missing columns are zero. Immutable.
/// </summary>
public sealed class PackedMatrix
{
    internal const int PanelWidth = 32;
    internal const int HalfPanelWidth = 16;
    private readonly AlignedBuffer _panels;

    private PackedMatrix(int k, int n)
    {
        (K, N) = (k, n);
        var padded = (n + HalfPanelWidth - 1) / HalfPanelWidth * HalfPanelWidth;
        _panels = new AlignedBuffer(checked(k * padded));
    }

    /// <summary>Rows of B: the length of each sum.</summary>
    public int K { get; }

    /// <summary>Columns of B: the width of the result.</summary>
    public int N { get; }

    internal ReadOnlySpan<float> Panels => _panels.Span;

    /// <summary>Packs B, given row-major as K x N, or as N x K where <paramref name="transposed"/>.</summary>
    public static PackedMatrix Pack(ReadOnlySpan<float> b, int k, int n, bool transposed = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(k);
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        var packed = new PackedMatrix(k, n);
        packed.Repack(b, transposed);
        return packed;
    }

    /// <summary>Stacks two matrices of equal width: [upper ; lower], upper K1 x N, lower given as N x K2.</summary>
    public static PackedMatrix PackStacked(Matrix upper, Matrix lowerTransposed)
    {
        ArgumentNullException.ThrowIfNull(upper);
        ArgumentNullException.ThrowIfNull(lowerTransposed);
        if (upper.Columns != lowerTransposed.Rows)
            throw new ArgumentException($"widths differ: {upper.Columns} and {lowerTransposed.Rows}", nameof(lowerTransposed));
        var (k, n) = (upper.Rows + lowerTransposed.Columns, upper.Columns);
        var stacked = new float[k * n];
        upper.Data.CopyTo(stacked, 0);
        for (var row = 0; row < n; row++)
            for (var column = 0; column < lowerTransposed.Columns; column++)
                stacked[(upper.Rows + column) * n + row] = lowerTransposed[row, column];
        return Pack(stacked, k, n);
    }

    internal static int WidthOf(int columnsLeft) => columnsLeft > HalfPanelWidth ? PanelWidth : HalfPanelWidth;

    private void Repack(ReadOnlySpan<float> b, bool transposed)
    {
        if (b.Length != (long)K * N)
            throw new ArgumentException($"a {K} x {N} matrix needs {(long)K * N} numbers, got {b.Length}", nameof(b));
        var panels = _panels.Span;
        for (var column = 0; column < N; column += PanelWidth)
        {
            var width = WidthOf(N - column);
            var used = Math.Min(width, N - column);
            var panel = panels.Slice(column * K, K * width);
            for (var row = 0; row < K; row++)
                for (var j = 0; j < used; j++)
                    panel[row * width + j] = transposed ? b[(column + j) * K + row] : b[row * N + column + j];
        }
    }
}
