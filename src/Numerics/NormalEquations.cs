using System.Buffers;

namespace WorldModel.Numerics;

/// <summary>
/// Sums over rows for least squares and Newton steps: X^T W X and X^T r, X in float32, sums in double. Rows are taken
/// in blocks of 256 multiplied in float32 (relative error about 1e-6) and slices of 8,192 summed in order, so that the
/// result does not depend on the number of threads.
/// </summary>
public static class NormalEquations
{
    private const int RowsInBlock = 256;
    private const int RowsInSlice = 8192;

    /// <summary>
    /// gram (columns x columns, both triangles) += X^T diag(weights) X for X (rows x columns). Empty weights are ones.
    /// </summary>
    public static void AddGram(
        ReadOnlyMemory<float> x, int rows, int columns, ReadOnlyMemory<float> weights, Span<double> gram,
        int threads = 0)
    {
        Check(x.Length, (long)rows * columns, nameof(x));
        Check(gram.Length, (long)columns * columns, nameof(gram));
        if (!weights.IsEmpty) Check(weights.Length, rows, nameof(weights));
        var partial = new double[(rows + RowsInSlice - 1) / RowsInSlice][];
        Parallel.For(0, partial.Length, Slices.Options(threads), slice =>
            partial[slice] = GramOfSlice(
                x.Span, columns, weights.Span, slice * RowsInSlice, Math.Min(rows, (slice + 1) * RowsInSlice)));
        foreach (var part in partial)
            for (var i = 0; i < columns; i++)
                for (var j = 0; j <= i; j++)
                    gram[i * columns + j] += part[i * columns + j];
        for (var i = 0; i < columns; i++)
            for (var j = 0; j < i; j++)
                gram[j * columns + i] = gram[i * columns + j];
    }

    /// <summary>moment (columns) += X^T residual for X (rows x columns), products and sums in double.</summary>
    public static void AddMoment(
        ReadOnlySpan<float> x, int rows, int columns, ReadOnlySpan<double> residual, Span<double> moment)
    {
        Check(x.Length, (long)rows * columns, nameof(x));
        Check(residual.Length, rows, nameof(residual));
        Check(moment.Length, columns, nameof(moment));
        for (var row = 0; row < rows; row++)
        {
            var values = x.Slice(row * columns, columns);
            var r = residual[row];
            for (var j = 0; j < values.Length; j++) moment[j] += values[j] * r;
        }
    }

    private static double[] GramOfSlice(
        ReadOnlySpan<float> x, int columns, ReadOnlySpan<float> weights, int from, int to)
    {
        var sum = new double[columns * columns];
        var block = new float[columns * columns];
        var scaled = ArrayPool<float>.Shared.Rent(RowsInBlock * columns);
        for (var row = from; row < to; row += RowsInBlock)
        {
            var count = Math.Min(RowsInBlock, to - row);
            var rows = x.Slice(row * columns, count * columns);
            Array.Clear(block);
            var right = weights.IsEmpty ? rows : Scale(rows, columns, weights.Slice(row, count), scaled);
            Gemm.MultiplyTransposedA(
                rows, count, columns, columns, right, columns, columns, block, columns, lowerOnly: true);
            for (var i = 0; i < sum.Length; i++) sum[i] += block[i];
        }

        ArrayPool<float>.Shared.Return(scaled);
        return sum;
    }

    private static ReadOnlySpan<float> Scale(
        ReadOnlySpan<float> rows, int columns, ReadOnlySpan<float> weights, Span<float> scaled)
    {
        for (var row = 0; row < weights.Length; row++)
            for (var j = 0; j < columns; j++)
                scaled[row * columns + j] = rows[row * columns + j] * weights[row];
        return scaled[..rows.Length];
    }

    private static void Check(int length, long expected, string name)
    {
        if (length != expected) throw new ArgumentException($"expected {expected} numbers, got {length}", name);
    }
}
