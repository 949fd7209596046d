using System.Numerics;
using WorldModel.Numerics.Kernels;

namespace WorldModel.Numerics.Autodiff;

/// <summary>
/// C (rows x width) = A (rows x steps) B (steps x width), or C += A B, on scratch memory: element (r, s) of A is at
/// A[r rowStride + s stepStride], B and C are row-major, width and their strides are multiples of 16 (so that no tile
/// is ragged). float32 by the tiles of <see cref="Gemm"/>, float64 by loops in the same order.
/// </summary>
internal static unsafe class PanelProduct
{
    /// <summary>Columns in a tile: what widths are rounded up to.</summary>
    public const int Tile = PackedMatrix.HalfPanelWidth;

    public static int Padded(int width) => (width + Tile - 1) / Tile * Tile;

    public static void Run<T>(
        T* a, nint rowStride, nint stepStride, T* b, nint bStride, int steps, T* c, nint cStride, int rows, int width,
        bool add)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(float))
        {
            Floats(
                (float*)a, rowStride, stepStride, (float*)b, bStride, steps, (float*)c, cStride, rows, width, add);
            return;
        }

        for (nint row = 0; row < rows; row++)
        {
            var to = new Span<T>(c + row * cStride, width);
            if (!add) to.Clear();
            for (nint step = 0; step < steps; step++)
                Lanes.AddScaled(
                    new ReadOnlySpan<T>(b + step * bStride, width), a[row * rowStride + step * stepStride], to);
        }
    }

    private static void Floats(
        float* a, nint rowStride, nint stepStride, float* b, nint bStride, int steps, float* c, nint cStride, int rows,
        int width, bool add)
    {
        const int panel = PackedMatrix.PanelWidth;
        var zeros = stackalloc float[panel];
        new Span<float>(zeros, panel).Clear();
        var path = KernelPaths.Resolve(KernelPath.Fastest);
        for (var column = 0; column < width; column += panel)
        {
            var task = new PanelTask
            {
                A = a,
                RowStride = rowStride,
                StepStride = stepStride,
                B = b + column,
                BStride = bStride,
                Steps = steps,
                Init = add ? c + column : zeros,
                InitStride = add ? cStride : 0,
                C = c + column,
                CStride = cStride,
                Rows = rows,
                Width = PackedMatrix.WidthOf(width - column),
            };
            Gemm.Run(task, path);
        }
    }
}
