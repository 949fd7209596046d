using System.Numerics;
using System.Runtime.InteropServices;

namespace WorldModel.Numerics.Autodiff;

/// <summary>
/// The three products of a weight matrix: by <see cref="Gemm"/> in float32, by loops in float64, in the same order.
/// </summary>
internal static class Products
{
    private const int RowsInBlock = 192;

    /// <summary>y (rows x N) = bias + x (rows x K) w (K x N).</summary>
    public static void Forward<T>(ReadOnlySpan<T> x, int rows, Parameter<T> w, ReadOnlySpan<T> bias, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(float))
        {
            Gemm.Multiply(
                Floats(x), rows, w.Rows, w.Set.Current.Packed(w), Floats(bias), [], Activation.Identity,
                MemoryMarshal.Cast<T, float>(y), w.Width);
            return;
        }

        var factor = w.Value;
        for (var row = 0; row < rows; row++)
        {
            var to = y.Slice(row * w.Width, w.Width);
            if (bias.IsEmpty) to.Clear();
            else bias.CopyTo(to);
            for (var k = 0; k < w.Rows; k++)
                Lanes.AddScaled(factor.Slice(k * w.Width, w.Width), x[row * w.Rows + k], to);
        }
    }

    /// <summary>dx (rows x K) += dy (rows x N) w^T.</summary>
    public static void BackwardInput<T>(ReadOnlySpan<T> dy, int rows, Parameter<T> w, Span<T> dx)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(float))
        {
            var to = MemoryMarshal.Cast<T, float>(dx);
            Gemm.Multiply(
                Floats(dy), rows, w.Width, w.Set.Current.Transposed(w), [], to, Activation.Identity, to, w.Rows);
            return;
        }

        var factor = w.Value;
        for (var row = 0; row < rows; row++)
            for (var k = 0; k < w.Rows; k++)
                dx[row * w.Rows + k] += Lanes.Dot<T>(
                    dy.Slice(row * w.Width, w.Width), factor.Slice(k * w.Width, w.Width));
    }

    /// <summary>dw (k x n) += x^T (k x rows) dy (rows x n), rows in order and in blocks that stay in cache.</summary>
    public static void BackwardFactor<T>(ReadOnlySpan<T> x, int rows, int k, ReadOnlySpan<T> dy, int n, Span<T> dw)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var row = 0; row < rows; row += RowsInBlock)
        {
            var count = Math.Min(RowsInBlock, rows - row);
            var left = x.Slice(row * k, count * k);
            var right = dy.Slice(row * n, count * n);
            if (typeof(T) == typeof(float))
            {
                Gemm.MultiplyTransposedA(
                    Floats(left), count, k, k, Floats(right), n, n, MemoryMarshal.Cast<T, float>(dw), n);
                continue;
            }

            for (var r = 0; r < count; r++)
                for (var i = 0; i < k; i++)
                    Lanes.AddScaled(right.Slice(r * n, n), left[r * k + i], dw.Slice(i * n, n));
        }
    }

    private static ReadOnlySpan<float> Floats<T>(ReadOnlySpan<T> numbers)
        where T : unmanaged => MemoryMarshal.Cast<T, float>(numbers);
}
