using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace WorldModel.Numerics.Kernels;

/// <summary>
/// Register tiles of 256-bit vectors: 6 x 16 keeps 12 accumulators, two loads and one broadcast in the 16 registers.
/// </summary>
internal static unsafe class Avx2Tiles
{
    public static void Run(in PanelTask task)
    {
        for (var column = 0; column < task.Width; column += 16)
        {
            var row = 0;
            for (; row <= task.Rows - 6; row += 6) Tile6x16(task.From(row, 6, column, 16));
            for (; row < task.Rows; row++) Tile1x16(task.From(row, 1, column, 16));
        }
    }

    private static void Tile6x16(in PanelTask t)
    {
        float* a0 = t.A, b = t.B, init = t.Init;
        nint rowStride = t.RowStride, stepStride = t.StepStride, bStride = t.BStride, stride = t.InitStride;
        var twoRows = 2 * rowStride;
        var a1 = a0 + 3 * rowStride;
        var c0a = Vector256.Load(init);
        var c0b = Vector256.Load(init + 8);
        var c1a = Vector256.Load(init + 1 * stride);
        var c1b = Vector256.Load(init + 1 * stride + 8);
        var c2a = Vector256.Load(init + 2 * stride);
        var c2b = Vector256.Load(init + 2 * stride + 8);
        var c3a = Vector256.Load(init + 3 * stride);
        var c3b = Vector256.Load(init + 3 * stride + 8);
        var c4a = Vector256.Load(init + 4 * stride);
        var c4b = Vector256.Load(init + 4 * stride + 8);
        var c5a = Vector256.Load(init + 5 * stride);
        var c5b = Vector256.Load(init + 5 * stride + 8);
        for (var step = t.Steps; step > 0; step--)
        {
            var ba = Vector256.Load(b);
            var bb = Vector256.Load(b + 8);
            var x = Vector256.Create(*a0);
            c0a = Fma.MultiplyAdd(x, ba, c0a);
            c0b = Fma.MultiplyAdd(x, bb, c0b);
            x = Vector256.Create(a0[rowStride]);
            c1a = Fma.MultiplyAdd(x, ba, c1a);
            c1b = Fma.MultiplyAdd(x, bb, c1b);
            x = Vector256.Create(a0[twoRows]);
            c2a = Fma.MultiplyAdd(x, ba, c2a);
            c2b = Fma.MultiplyAdd(x, bb, c2b);
            x = Vector256.Create(*a1);
            c3a = Fma.MultiplyAdd(x, ba, c3a);
            c3b = Fma.MultiplyAdd(x, bb, c3b);
            x = Vector256.Create(a1[rowStride]);
            c4a = Fma.MultiplyAdd(x, ba, c4a);
            c4b = Fma.MultiplyAdd(x, bb, c4b);
            x = Vector256.Create(a1[twoRows]);
            c5a = Fma.MultiplyAdd(x, ba, c5a);
            c5b = Fma.MultiplyAdd(x, bb, c5b);
            a0 += stepStride;
            a1 += stepStride;
            b += bStride;
        }

        var c = t.C;
        stride = t.CStride;
        c0a.Store(c);
        c0b.Store(c + 8);
        c1a.Store(c + 1 * stride);
        c1b.Store(c + 1 * stride + 8);
        c2a.Store(c + 2 * stride);
        c2b.Store(c + 2 * stride + 8);
        c3a.Store(c + 3 * stride);
        c3b.Store(c + 3 * stride + 8);
        c4a.Store(c + 4 * stride);
        c4b.Store(c + 4 * stride + 8);
        c5a.Store(c + 5 * stride);
        c5b.Store(c + 5 * stride + 8);
    }

    private static void Tile1x16(in PanelTask t)
    {
        float* a0 = t.A, b = t.B, init = t.Init;
        nint rowStride = t.RowStride, stepStride = t.StepStride, bStride = t.BStride, stride = t.InitStride;
        var c0a = Vector256.Load(init);
        var c0b = Vector256.Load(init + 8);
        for (var step = t.Steps; step > 0; step--)
        {
            var ba = Vector256.Load(b);
            var bb = Vector256.Load(b + 8);
            var x = Vector256.Create(*a0);
            c0a = Fma.MultiplyAdd(x, ba, c0a);
            c0b = Fma.MultiplyAdd(x, bb, c0b);
            a0 += stepStride;
            b += bStride;
        }

        var c = t.C;
        stride = t.CStride;
        c0a.Store(c);
        c0b.Store(c + 8);
    }
}
