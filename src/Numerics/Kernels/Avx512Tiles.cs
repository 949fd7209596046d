using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace WorldModel.Numerics.Kernels;

/// <summary>
/// Register tiles of 512-bit vectors. 12 x 32 keeps 24 accumulators, two loads and one broadcast in the 32 registers;
/// 12 rows by two vectors also hide the latency of the multiply-add. Rows left over take smaller tiles, same order.
/// </summary>
internal static unsafe class Avx512Tiles
{
    public static void Run(in PanelTask task)
    {
        var row = 0;
        if (task.Width == 32)
        {
            for (; row <= task.Rows - 12; row += 12) Tile12x32(task.From(row, 12, 0, 32));
            for (; row <= task.Rows - 4; row += 4) Tile4x32(task.From(row, 4, 0, 32));
            for (; row < task.Rows; row++) Tile1x32(task.From(row, 1, 0, 32));
            return;
        }

        for (; row <= task.Rows - 12; row += 12) Tile12x16(task.From(row, 12, 0, 16));
        for (; row <= task.Rows - 4; row += 4) Tile4x16(task.From(row, 4, 0, 16));
        for (; row < task.Rows; row++) Tile1x16(task.From(row, 1, 0, 16));
    }

    private static void Tile12x32(in PanelTask t)
    {
        float* a0 = t.A, b = t.B, init = t.Init;
        nint rowStride = t.RowStride, stepStride = t.StepStride, bStride = t.BStride, stride = t.InitStride;
        var twoRows = 2 * rowStride;
        var a1 = a0 + 3 * rowStride;
        var a2 = a1 + 3 * rowStride;
        var a3 = a2 + 3 * rowStride;
        var c0a = Vector512.Load(init);
        var c0b = Vector512.Load(init + 16);
        var c1a = Vector512.Load(init + 1 * stride);
        var c1b = Vector512.Load(init + 1 * stride + 16);
        var c2a = Vector512.Load(init + 2 * stride);
        var c2b = Vector512.Load(init + 2 * stride + 16);
        var c3a = Vector512.Load(init + 3 * stride);
        var c3b = Vector512.Load(init + 3 * stride + 16);
        var c4a = Vector512.Load(init + 4 * stride);
        var c4b = Vector512.Load(init + 4 * stride + 16);
        var c5a = Vector512.Load(init + 5 * stride);
        var c5b = Vector512.Load(init + 5 * stride + 16);
        var c6a = Vector512.Load(init + 6 * stride);
        var c6b = Vector512.Load(init + 6 * stride + 16);
        var c7a = Vector512.Load(init + 7 * stride);
        var c7b = Vector512.Load(init + 7 * stride + 16);
        var c8a = Vector512.Load(init + 8 * stride);
        var c8b = Vector512.Load(init + 8 * stride + 16);
        var c9a = Vector512.Load(init + 9 * stride);
        var c9b = Vector512.Load(init + 9 * stride + 16);
        var c10a = Vector512.Load(init + 10 * stride);
        var c10b = Vector512.Load(init + 10 * stride + 16);
        var c11a = Vector512.Load(init + 11 * stride);
        var c11b = Vector512.Load(init + 11 * stride + 16);
        for (var step = t.Steps; step > 0; step--)
        {
            var ba = Vector512.Load(b);
            var bb = Vector512.Load(b + 16);
            var x = Vector512.Create(*a0);
            c0a = Avx512F.FusedMultiplyAdd(x, ba, c0a);
            c0b = Avx512F.FusedMultiplyAdd(x, bb, c0b);
            x = Vector512.Create(a0[rowStride]);
            c1a = Avx512F.FusedMultiplyAdd(x, ba, c1a);
            c1b = Avx512F.FusedMultiplyAdd(x, bb, c1b);
            x = Vector512.Create(a0[twoRows]);
            c2a = Avx512F.FusedMultiplyAdd(x, ba, c2a);
            c2b = Avx512F.FusedMultiplyAdd(x, bb, c2b);
            x = Vector512.Create(*a1);
            c3a = Avx512F.FusedMultiplyAdd(x, ba, c3a);
            c3b = Avx512F.FusedMultiplyAdd(x, bb, c3b);
            x = Vector512.Create(a1[rowStride]);
            c4a = Avx512F.FusedMultiplyAdd(x, ba, c4a);
            c4b = Avx512F.FusedMultiplyAdd(x, bb, c4b);
            x = Vector512.Create(a1[twoRows]);
            c5a = Avx512F.FusedMultiplyAdd(x, ba, c5a);
            c5b = Avx512F.FusedMultiplyAdd(x, bb, c5b);
            x = Vector512.Create(*a2);
            c6a = Avx512F.FusedMultiplyAdd(x, ba, c6a);
            c6b = Avx512F.FusedMultiplyAdd(x, bb, c6b);
            x = Vector512.Create(a2[rowStride]);
            c7a = Avx512F.FusedMultiplyAdd(x, ba, c7a);
            c7b = Avx512F.FusedMultiplyAdd(x, bb, c7b);
            x = Vector512.Create(a2[twoRows]);
            c8a = Avx512F.FusedMultiplyAdd(x, ba, c8a);
            c8b = Avx512F.FusedMultiplyAdd(x, bb, c8b);
            x = Vector512.Create(*a3);
            c9a = Avx512F.FusedMultiplyAdd(x, ba, c9a);
            c9b = Avx512F.FusedMultiplyAdd(x, bb, c9b);
            x = Vector512.Create(a3[rowStride]);
            c10a = Avx512F.FusedMultiplyAdd(x, ba, c10a);
            c10b = Avx512F.FusedMultiplyAdd(x, bb, c10b);
            x = Vector512.Create(a3[twoRows]);
            c11a = Avx512F.FusedMultiplyAdd(x, ba, c11a);
            c11b = Avx512F.FusedMultiplyAdd(x, bb, c11b);
            a0 += stepStride;
            a1 += stepStride;
            a2 += stepStride;
            a3 += stepStride;
            b += bStride;
        }

        var c = t.C;
        stride = t.CStride;
        c0a.Store(c);
        c0b.Store(c + 16);
        c1a.Store(c + 1 * stride);
        c1b.Store(c + 1 * stride + 16);
        c2a.Store(c + 2 * stride);
        c2b.Store(c + 2 * stride + 16);
        c3a.Store(c + 3 * stride);
        c3b.Store(c + 3 * stride + 16);
        c4a.Store(c + 4 * stride);
        c4b.Store(c + 4 * stride + 16);
        c5a.Store(c + 5 * stride);
        c5b.Store(c + 5 * stride + 16);
        c6a.Store(c + 6 * stride);
        c6b.Store(c + 6 * stride + 16);
        c7a.Store(c + 7 * stride);
        c7b.Store(c + 7 * stride + 16);
        c8a.Store(c + 8 * stride);
        c8b.Store(c + 8 * stride + 16);
        c9a.Store(c + 9 * stride);
        c9b.Store(c + 9 * stride + 16);
        c10a.Store(c + 10 * stride);
        c10b.Store(c + 10 * stride + 16);
        c11a.Store(c + 11 * stride);
        c11b.Store(c + 11 * stride + 16);
    }

    private static void Tile4x32(in PanelTask t)
    {
        float* a0 = t.A, b = t.B, init = t.Init;
        nint rowStride = t.RowStride, stepStride = t.StepStride, bStride = t.BStride, stride = t.InitStride;
        var twoRows = 2 * rowStride;
        var a1 = a0 + 3 * rowStride;
        var c0a = Vector512.Load(init);
        var c0b = Vector512.Load(init + 16);
        var c1a = Vector512.Load(init + 1 * stride);
        var c1b = Vector512.Load(init + 1 * stride + 16);
        var c2a = Vector512.Load(init + 2 * stride);
        var c2b = Vector512.Load(init + 2 * stride + 16);
        var c3a = Vector512.Load(init + 3 * stride);
        var c3b = Vector512.Load(init + 3 * stride + 16);
        for (var step = t.Steps; step > 0; step--)
        {
            var ba = Vector512.Load(b);
            var bb = Vector512.Load(b + 16);
            var x = Vector512.Create(*a0);
            c0a = Avx512F.FusedMultiplyAdd(x, ba, c0a);
            c0b = Avx512F.FusedMultiplyAdd(x, bb, c0b);
            x = Vector512.Create(a0[rowStride]);
            c1a = Avx512F.FusedMultiplyAdd(x, ba, c1a);
            c1b = Avx512F.FusedMultiplyAdd(x, bb, c1b);
            x = Vector512.Create(a0[twoRows]);
            c2a = Avx512F.FusedMultiplyAdd(x, ba, c2a);
            c2b = Avx512F.FusedMultiplyAdd(x, bb, c2b);
            x = Vector512.Create(*a1);
            c3a = Avx512F.FusedMultiplyAdd(x, ba, c3a);
            c3b = Avx512F.FusedMultiplyAdd(x, bb, c3b);
            a0 += stepStride;
            a1 += stepStride;
            b += bStride;
        }

        var c = t.C;
        stride = t.CStride;
        c0a.Store(c);
        c0b.Store(c + 16);
        c1a.Store(c + 1 * stride);
        c1b.Store(c + 1 * stride + 16);
        c2a.Store(c + 2 * stride);
        c2b.Store(c + 2 * stride + 16);
        c3a.Store(c + 3 * stride);
        c3b.Store(c + 3 * stride + 16);
    }

    private static void Tile1x32(in PanelTask t)
    {
        float* a0 = t.A, b = t.B, init = t.Init;
        nint rowStride = t.RowStride, stepStride = t.StepStride, bStride = t.BStride, stride = t.InitStride;
        var c0a = Vector512.Load(init);
        var c0b = Vector512.Load(init + 16);
        for (var step = t.Steps; step > 0; step--)
        {
            var ba = Vector512.Load(b);
            var bb = Vector512.Load(b + 16);
            var x = Vector512.Create(*a0);
            c0a = Avx512F.FusedMultiplyAdd(x, ba, c0a);
            c0b = Avx512F.FusedMultiplyAdd(x, bb, c0b);
            a0 += stepStride;
            b += bStride;
        }

        var c = t.C;
        stride = t.CStride;
        c0a.Store(c);
        c0b.Store(c + 16);
    }

    private static void Tile12x16(in PanelTask t)
    {
        float* a0 = t.A, b = t.B, init = t.Init;
        nint rowStride = t.RowStride, stepStride = t.StepStride, bStride = t.BStride, stride = t.InitStride;
        var twoRows = 2 * rowStride;
        var a1 = a0 + 3 * rowStride;
        var a2 = a1 + 3 * rowStride;
        var a3 = a2 + 3 * rowStride;
        var c0a = Vector512.Load(init);
        var c1a = Vector512.Load(init + 1 * stride);
        var c2a = Vector512.Load(init + 2 * stride);
        var c3a = Vector512.Load(init + 3 * stride);
        var c4a = Vector512.Load(init + 4 * stride);
        var c5a = Vector512.Load(init + 5 * stride);
        var c6a = Vector512.Load(init + 6 * stride);
        var c7a = Vector512.Load(init + 7 * stride);
        var c8a = Vector512.Load(init + 8 * stride);
        var c9a = Vector512.Load(init + 9 * stride);
        var c10a = Vector512.Load(init + 10 * stride);
        var c11a = Vector512.Load(init + 11 * stride);
        for (var step = t.Steps; step > 0; step--)
        {
            var ba = Vector512.Load(b);
            var x = Vector512.Create(*a0);
            c0a = Avx512F.FusedMultiplyAdd(x, ba, c0a);
            x = Vector512.Create(a0[rowStride]);
            c1a = Avx512F.FusedMultiplyAdd(x, ba, c1a);
            x = Vector512.Create(a0[twoRows]);
            c2a = Avx512F.FusedMultiplyAdd(x, ba, c2a);
            x = Vector512.Create(*a1);
            c3a = Avx512F.FusedMultiplyAdd(x, ba, c3a);
            x = Vector512.Create(a1[rowStride]);
            c4a = Avx512F.FusedMultiplyAdd(x, ba, c4a);
            x = Vector512.Create(a1[twoRows]);
            c5a = Avx512F.FusedMultiplyAdd(x, ba, c5a);
            x = Vector512.Create(*a2);
            c6a = Avx512F.FusedMultiplyAdd(x, ba, c6a);
            x = Vector512.Create(a2[rowStride]);
            c7a = Avx512F.FusedMultiplyAdd(x, ba, c7a);
            x = Vector512.Create(a2[twoRows]);
            c8a = Avx512F.FusedMultiplyAdd(x, ba, c8a);
            x = Vector512.Create(*a3);
            c9a = Avx512F.FusedMultiplyAdd(x, ba, c9a);
            x = Vector512.Create(a3[rowStride]);
            c10a = Avx512F.FusedMultiplyAdd(x, ba, c10a);
            x = Vector512.Create(a3[twoRows]);
            c11a = Avx512F.FusedMultiplyAdd(x, ba, c11a);
            a0 += stepStride;
            a1 += stepStride;
            a2 += stepStride;
            a3 += stepStride;
            b += bStride;
        }

        var c = t.C;
        stride = t.CStride;
        c0a.Store(c);
        c1a.Store(c + 1 * stride);
        c2a.Store(c + 2 * stride);
        c3a.Store(c + 3 * stride);
        c4a.Store(c + 4 * stride);
        c5a.Store(c + 5 * stride);
        c6a.Store(c + 6 * stride);
        c7a.Store(c + 7 * stride);
        c8a.Store(c + 8 * stride);
        c9a.Store(c + 9 * stride);
        c10a.Store(c + 10 * stride);
        c11a.Store(c + 11 * stride);
    }

    private static void Tile4x16(in PanelTask t)
    {
        float* a0 = t.A, b = t.B, init = t.Init;
        nint rowStride = t.RowStride, stepStride = t.StepStride, bStride = t.BStride, stride = t.InitStride;
        var twoRows = 2 * rowStride;
        var a1 = a0 + 3 * rowStride;
        var c0a = Vector512.Load(init);
        var c1a = Vector512.Load(init + 1 * stride);
        var c2a = Vector512.Load(init + 2 * stride);
        var c3a = Vector512.Load(init + 3 * stride);
        for (var step = t.Steps; step > 0; step--)
        {
            var ba = Vector512.Load(b);
            var x = Vector512.Create(*a0);
            c0a = Avx512F.FusedMultiplyAdd(x, ba, c0a);
            x = Vector512.Create(a0[rowStride]);
            c1a = Avx512F.FusedMultiplyAdd(x, ba, c1a);
            x = Vector512.Create(a0[twoRows]);
            c2a = Avx512F.FusedMultiplyAdd(x, ba, c2a);
            x = Vector512.Create(*a1);
            c3a = Avx512F.FusedMultiplyAdd(x, ba, c3a);
            a0 += stepStride;
            a1 += stepStride;
            b += bStride;
        }

        var c = t.C;
        stride = t.CStride;
        c0a.Store(c);
        c1a.Store(c + 1 * stride);
        c2a.Store(c + 2 * stride);
        c3a.Store(c + 3 * stride);
    }

    private static void Tile1x16(in PanelTask t)
    {
        float* a0 = t.A, b = t.B, init = t.Init;
        nint rowStride = t.RowStride, stepStride = t.StepStride, bStride = t.BStride, stride = t.InitStride;
        var c0a = Vector512.Load(init);
        for (var step = t.Steps; step > 0; step--)
        {
            var ba = Vector512.Load(b);
            var x = Vector512.Create(*a0);
            c0a = Avx512F.FusedMultiplyAdd(x, ba, c0a);
            a0 += stepStride;
            b += bStride;
        }

        var c = t.C;
        stride = t.CStride;
        c0a.Store(c);
    }
}
