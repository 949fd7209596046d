using WorldModel.Numerics.Kernels;

namespace WorldModel.Numerics;

/// <summary>
/// float32 matrix products by register tiles. Every element is init + sum over k of one fused multiply-add each, in
/// the order of k, so that a row has the same bits alone, in a batch and on every <see cref="KernelPath"/>;
/// <see cref="NaiveGemm"/> is the reference. Nothing is allocated on the heap.
/// </summary>
public static class Gemm
{
    private const int RowsInChunk = 96;
    private const int Panel = PackedMatrix.PanelWidth;

    /// <summary>
    /// C (rows x N, row stride ldc) = activation(initial + A (rows x K, row stride lda) B), where the initial values
    /// are
    /// <paramref name="start"/> (rows x N, contiguous), else <paramref name="bias"/> (N), else zero. C may be start.
    /// </summary>
    public static void Multiply(
        ReadOnlySpan<float> a, int rows, int lda, PackedMatrix b, ReadOnlySpan<float> bias, ReadOnlySpan<float> start,
        Activation activation, Span<float> c, int ldc, KernelPath path = KernelPath.Fastest)
    {
        ArgumentNullException.ThrowIfNull(b);
        CheckSpan(a.Length, rows, b.K, lda, nameof(a));
        CheckSpan(c.Length, rows, b.N, ldc, nameof(c));
        if (!bias.IsEmpty && bias.Length != b.N) throw Wrong(nameof(bias), b.N, bias.Length);
        if (!start.IsEmpty && start.Length != (long)rows * b.N)
            throw Wrong(nameof(start), (long)rows * b.N, start.Length);
        path = KernelPaths.Resolve(path);

        for (var row = 0; row < rows; row += RowsInChunk)
        {
            var count = Math.Min(RowsInChunk, rows - row);
            var from = start.IsEmpty ? start : start.Slice(row * b.N, count * b.N);
            var to = c[(row * ldc)..];
            MultiplyChunk(a[(row * lda)..], count, lda, b, bias, from, to, ldc, path);
            Elementwise.Apply(activation, to, count, b.N, ldc, path);
        }
    }

    /// <summary>
    /// C (K x N, row stride ldc) += A^T B for A (rows x K) and B (rows x N): the gradient of a weight matrix. Rows are
    /// added in order. <paramref name="lowerOnly"/> skips tiles that lie wholly above the diagonal.
    /// </summary>
    public static unsafe void MultiplyTransposedA(
        ReadOnlySpan<float> a, int rows, int k, int lda, ReadOnlySpan<float> b, int n, int ldb, Span<float> c, int ldc,
        bool lowerOnly = false, KernelPath path = KernelPath.Fastest)
    {
        CheckSpan(a.Length, rows, k, lda, nameof(a));
        CheckSpan(b.Length, rows, n, ldb, nameof(b));
        CheckSpan(c.Length, k, n, ldc, nameof(c));
        path = KernelPaths.Resolve(path);
        fixed (float* pa = a, pb = b, pc = c)
        {
            for (var column = 0; column < n; column += Panel)
            {
                var firstRow = lowerOnly ? Math.Min(column, k) : 0;
                var task = new PanelTask
                {
                    A = pa + firstRow,
                    RowStride = 1,
                    StepStride = lda,
                    B = pb + column,
                    BStride = ldb,
                    Steps = rows,
                    Init = pc + (nint)firstRow * ldc + column,
                    InitStride = ldc,
                    C = pc + (nint)firstRow * ldc + column,
                    CStride = ldc,
                    Rows = k - firstRow,
                    Width = PackedMatrix.WidthOf(n - column),
                };
                if (n - column < task.Width) RunRaggedB(task, n - column, path);
                else Run(task, path);
            }
        }
    }

    private static unsafe void MultiplyChunk(
        ReadOnlySpan<float> a, int rows, int lda, PackedMatrix b, ReadOnlySpan<float> bias, ReadOnlySpan<float> start,
        Span<float> c, int ldc, KernelPath path)
    {
        var zeros = stackalloc float[Panel];
        new Span<float>(zeros, Panel).Clear();
        fixed (float* pa = a, pb = b.Panels, pBias = bias, pStart = start, pc = c)
        {
            for (var column = 0; column < b.N; column += Panel)
            {
                var width = PackedMatrix.WidthOf(b.N - column);
                var task = new PanelTask
                {
                    A = pa,
                    RowStride = lda,
                    StepStride = 1,
                    B = pb + (nint)column * b.K,
                    BStride = width,
                    Steps = b.K,
                    Init = pStart != null ? pStart + column : pBias != null ? pBias + column : zeros,
                    InitStride = pStart != null ? b.N : 0,
                    C = pc + column,
                    CStride = ldc,
                    Rows = rows,
                    Width = width,
                };
                if (b.N - column < width) RunRagged(task, b.N - column, path);
                else Run(task, path);
            }
        }
    }

    /// <summary>
    /// The last panel where N is not a multiple of 16: computed in a tile of its own, then its real columns copied.
    /// </summary>
    private static unsafe void RunRagged(in PanelTask task, int columns, KernelPath path)
    {
        const int tileRows = 12;
        var tile = stackalloc float[tileRows * Panel];
        new Span<float>(tile, tileRows * Panel).Clear();
        for (var row = 0; row < task.Rows; row += tileRows)
        {
            var part = task.From(row, Math.Min(tileRows, task.Rows - row), 0, task.Width);
            for (var r = 0; r < part.Rows; r++)
                new Span<float>(part.Init + r * part.InitStride, columns).CopyTo(
                    new Span<float>(tile + r * Panel, columns));
            var (c, stride) = ((nint)part.C, part.CStride);
            part.Init = part.C = tile;
            part.InitStride = part.CStride = Panel;
            Run(part, path);
            for (var r = 0; r < part.Rows; r++)
                new Span<float>(tile + r * Panel, columns).CopyTo(new Span<float>((float*)c + r * stride, columns));
        }
    }

    /// <summary>
    /// The ragged last panel of an unpacked B: its columns are copied beside each other first, a few rows at a time.
    /// </summary>
    private static unsafe void RunRaggedB(in PanelTask task, int columns, KernelPath path)
    {
        const int stepsInBlock = 64;
        var packed = stackalloc float[stepsInBlock * Panel];
        new Span<float>(packed, stepsInBlock * Panel).Clear();
        for (var step = 0; step < task.Steps; step += stepsInBlock)
        {
            var part = task;
            part.Steps = Math.Min(stepsInBlock, task.Steps - step);
            part.A += step * task.StepStride;
            for (var s = 0; s < part.Steps; s++)
                new Span<float>(task.B + (step + s) * task.BStride, columns).CopyTo(
                    new Span<float>(packed + s * task.Width, columns));
            part.B = packed;
            part.BStride = task.Width;
            RunRagged(part, columns, path);
        }
    }

    internal static void Run(in PanelTask task, KernelPath path)
    {
        if (path == KernelPath.Avx512) Avx512Tiles.Run(task);
        else if (path == KernelPath.Avx2) Avx2Tiles.Run(task);
        else PortableTiles.Run(task);
    }

    private static void CheckSpan(int length, int rows, int columns, int stride, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, columns);
        if (rows > 0 && length < (long)(rows - 1) * stride + columns)
            throw Wrong(name, (long)(rows - 1) * stride + columns, length);
    }

    private static ArgumentException Wrong(string name, long expected, long got) =>
        new($"expected {expected} numbers, got {got}", name);
}
