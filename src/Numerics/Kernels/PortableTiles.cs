using System.Runtime.Intrinsics;

namespace WorldModel.Numerics.Kernels;

/// <summary>
/// Tiles of the runtime's own 128-bit vectors (whose fused multiply-add rounds once on every processor), and plain
/// scalars where the runtime does not accelerate them.
/// </summary>
internal static unsafe class PortableTiles
{
    public static void Run(in PanelTask task)
    {
        if (!Vector128.IsHardwareAccelerated)
        {
            Scalar(task);
            return;
        }

        for (var column = 0; column < task.Width; column += 8)
        {
            var row = 0;
            for (; row <= task.Rows - 4; row += 4) Tile4x8(task.From(row, 4, column, 8));
            for (; row < task.Rows; row++) Tile1x8(task.From(row, 1, column, 8));
        }
    }

    private static void Scalar(in PanelTask t)
    {
        for (nint row = 0; row < t.Rows; row++)
        {
            for (nint column = 0; column < t.Width; column++)
            {
                var sum = t.Init[row * t.InitStride + column];
                for (nint step = 0; step < t.Steps; step++)
                    sum = MathF.FusedMultiplyAdd(
                        t.A[row * t.RowStride + step * t.StepStride], t.B[step * t.BStride + column], sum);
                t.C[row * t.CStride + column] = sum;
            }
        }
    }

    private static void Tile4x8(in PanelTask t)
    {
        float* a0 = t.A, b = t.B, init = t.Init;
        nint rowStride = t.RowStride, stepStride = t.StepStride, bStride = t.BStride, stride = t.InitStride;
        var twoRows = 2 * rowStride;
        var a1 = a0 + 3 * rowStride;
        var c0a = Vector128.Load(init);
        var c0b = Vector128.Load(init + 4);
        var c1a = Vector128.Load(init + 1 * stride);
        var c1b = Vector128.Load(init + 1 * stride + 4);
        var c2a = Vector128.Load(init + 2 * stride);
        var c2b = Vector128.Load(init + 2 * stride + 4);
        var c3a = Vector128.Load(init + 3 * stride);
        var c3b = Vector128.Load(init + 3 * stride + 4);
        for (var step = t.Steps; step > 0; step--)
        {
            var ba = Vector128.Load(b);
            var bb = Vector128.Load(b + 4);
            var x = Vector128.Create(*a0);
            c0a = Vector128.FusedMultiplyAdd(x, ba, c0a);
            c0b = Vector128.FusedMultiplyAdd(x, bb, c0b);
            x = Vector128.Create(a0[rowStride]);
            c1a = Vector128.FusedMultiplyAdd(x, ba, c1a);
            c1b = Vector128.FusedMultiplyAdd(x, bb, c1b);
            x = Vector128.Create(a0[twoRows]);
            c2a = Vector128.FusedMultiplyAdd(x, ba, c2a);
            c2b = Vector128.FusedMultiplyAdd(x, bb, c2b);
            x = Vector128.Create(*a1);
            c3a = Vector128.FusedMultiplyAdd(x, ba, c3a);
            c3b = Vector128.FusedMultiplyAdd(x, bb, c3b);
            a0 += stepStride;
            a1 += stepStride;
            b += bStride;
        }

        var c = t.C;
        stride = t.CStride;
        c0a.Store(c);
        c0b.Store(c + 4);
        c1a.Store(c + 1 * stride);
        c1b.Store(c + 1 * stride + 4);
        c2a.Store(c + 2 * stride);
        c2b.Store(c + 2 * stride + 4);
        c3a.Store(c + 3 * stride);
        c3b.Store(c + 3 * stride + 4);
    }

    private static void Tile1x8(in PanelTask t)
    {
        float* a0 = t.A, b = t.B, init = t.Init;
        nint rowStride = t.RowStride, stepStride = t.StepStride, bStride = t.BStride, stride = t.InitStride;
        var c0a = Vector128.Load(init);
        var c0b = Vector128.Load(init + 4);
        for (var step = t.Steps; step > 0; step--)
        {
            var ba = Vector128.Load(b);
            var bb = Vector128.Load(b + 4);
            var x = Vector128.Create(*a0);
            c0a = Vector128.FusedMultiplyAdd(x, ba, c0a);
            c0b = Vector128.FusedMultiplyAdd(x, bb, c0b);
            a0 += stepStride;
            b += bStride;
        }

        var c = t.C;
        stride = t.CStride;
        c0a.Store(c);
        c0b.Store(c + 4);
    }
}
