using System.Numerics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace WorldModel.Numerics.Kernels;

/// <summary>
/// Activations over a span, in place. A tail shorter than a vector goes through a padded vector: same operations.
/// </summary>
internal static unsafe class Elementwise
{
    /// <summary>
    /// Rows of <paramref name="length"/> numbers, <paramref name="stride"/> apart; <paramref name="path"/> is already
    /// resolved.
    /// </summary>
    public static void Apply(
        Activation activation, Span<float> values, int rows, int length, int stride, KernelPath path)
    {
        if (activation == Activation.Identity || length == 0) return;
        if (stride == length) (rows, length, stride) = (rows > 0 ? 1 : 0, rows * length, rows * length);
        var lanes = path switch { KernelPath.Avx512 => 16, KernelPath.Avx2 => 8, _ => 1 };
        var whole = length / lanes * lanes;
        fixed (float* start = values) Run(activation, start, rows, whole, stride, path);
        if (whole == length) return;
        for (var row = 0; row < rows; row++)
            ApplyTail(activation, values.Slice(row * stride + whole, length - whole), path);
    }

    private static void ApplyTail(Activation activation, Span<float> values, KernelPath path)
    {
        var padded = stackalloc float[16];
        new Span<float>(padded, 16).Clear();
        values.CopyTo(new Span<float>(padded, 16));
        Run(activation, padded, 1, path == KernelPath.Avx512 ? 16 : 8, 16, path);
        new Span<float>(padded, values.Length).CopyTo(values);
    }

    private static void Run(Activation activation, float* x, int rows, int length, nint stride, KernelPath path)
    {
        if (activation == Activation.Sigmoid && path == KernelPath.Avx512) Sigmoid512(x, rows, length, stride);
        else if (activation == Activation.Sigmoid && path == KernelPath.Avx2) Sigmoid256(x, rows, length, stride);
        else if (activation == Activation.Relu)
            for (; rows > 0; rows--, x += stride) Relu(new Span<float>(x, length));
        else
            for (; rows > 0; rows--, x += stride)
                for (var i = 0; i < length; i++)
                    x[i] = NaiveGemm.Apply(activation, x[i]);
    }

    private static void Relu(Span<float> values)
    {
        var i = 0;
        for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var x = new Vector<float>(values[i..]);
            Vector.ConditionalSelect(Vector.GreaterThan(Vector<float>.Zero, x), Vector<float>.Zero, x)
                .CopyTo(values[i..]);
        }

        for (; i < values.Length; i++) values[i] = NaiveGemm.Apply(Activation.Relu, values[i]);
    }

    private static void Sigmoid512(float* x, int rows, int length, nint stride)
    {
        var limit = Vector512.Create(Sigmoid.Limit);
        var minusLog2E = Vector512.Create(Sigmoid.MinusLog2E);
        var magic = Vector512.Create(Sigmoid.Magic);
        var one = Vector512<float>.One;
        for (; rows > 0; rows--, x += stride)
        {
            for (var i = 0; i < length; i += 16)
            {
                var v = Avx512F.Min(limit, Avx512F.Max(-limit, Vector512.Load(x + i)));
                var shifted = Avx512F.FusedMultiplyAdd(v, minusLog2E, magic);
                var f = Avx512F.FusedMultiplyAdd(v, minusLog2E, magic - shifted);
                var p = Avx512F.FusedMultiplyAdd(Vector512.Create(Sigmoid.C6), f, Vector512.Create(Sigmoid.C5));
                p = Avx512F.FusedMultiplyAdd(p, f, Vector512.Create(Sigmoid.C4));
                p = Avx512F.FusedMultiplyAdd(p, f, Vector512.Create(Sigmoid.C3));
                p = Avx512F.FusedMultiplyAdd(p, f, Vector512.Create(Sigmoid.C2));
                p = Avx512F.FusedMultiplyAdd(p, f, Vector512.Create(Sigmoid.C1));
                p = Avx512F.FusedMultiplyAdd(p, f, one);
                var bits = p.AsInt32() + Vector512.ShiftLeft(shifted.AsInt32(), 23);
                (one / (one + bits.AsSingle())).Store(x + i);
            }
        }
    }

    private static void Sigmoid256(float* x, int rows, int length, nint stride)
    {
        var limit = Vector256.Create(Sigmoid.Limit);
        var minusLog2E = Vector256.Create(Sigmoid.MinusLog2E);
        var magic = Vector256.Create(Sigmoid.Magic);
        var one = Vector256<float>.One;
        for (; rows > 0; rows--, x += stride)
        {
            for (var i = 0; i < length; i += 8)
            {
                var v = Avx.Min(limit, Avx.Max(-limit, Vector256.Load(x + i)));
                var shifted = Fma.MultiplyAdd(v, minusLog2E, magic);
                var f = Fma.MultiplyAdd(v, minusLog2E, magic - shifted);
                var p = Fma.MultiplyAdd(Vector256.Create(Sigmoid.C6), f, Vector256.Create(Sigmoid.C5));
                p = Fma.MultiplyAdd(p, f, Vector256.Create(Sigmoid.C4));
                p = Fma.MultiplyAdd(p, f, Vector256.Create(Sigmoid.C3));
                p = Fma.MultiplyAdd(p, f, Vector256.Create(Sigmoid.C2));
                p = Fma.MultiplyAdd(p, f, Vector256.Create(Sigmoid.C1));
                p = Fma.MultiplyAdd(p, f, one);
                var bits = p.AsInt32() + Vector256.ShiftLeft(shifted.AsInt32(), 23);
                (one / (one + bits.AsSingle())).Store(x + i);
            }
        }
    }
}
