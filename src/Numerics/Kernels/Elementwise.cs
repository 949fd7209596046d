using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace WorldModel.Numerics.Kernels;

/// <summary>
/// Activations over a span, in place. A tail shorter than a vector goes through a padded vector: same operations.
/// </summary>
internal static unsafe class Elementwise
{
    /// <summary><paramref name="path"/> is already resolved.</summary>
    public static void Apply(Activation activation, Span<float> values, KernelPath path)
    {
        if (activation == Activation.Identity) return;
        var lanes = path switch { KernelPath.Avx512 => 16, KernelPath.Avx2 => 8, _ => 1 };
        var whole = values.Length / lanes * lanes;
        var tail = stackalloc float[16];
        fixed (float* start = values)
        {
            Run(activation, start, whole, path);
            if (whole == values.Length) return;
            var rest = values[whole..];
            new Span<float>(tail, 16).Clear();
            rest.CopyTo(new Span<float>(tail, 16));
            Run(activation, tail, lanes, path);
            new Span<float>(tail, rest.Length).CopyTo(rest);
        }
    }

    private static void Run(Activation activation, float* x, int length, KernelPath path)
    {
        if (activation == Activation.Sigmoid && path == KernelPath.Avx512) Sigmoid512(x, length);
        else if (activation == Activation.Sigmoid && path == KernelPath.Avx2) Sigmoid256(x, length);
        else for (var i = 0; i < length; i++) x[i] = NaiveGemm.Apply(activation, x[i]);
    }

    private static void Sigmoid512(float* x, int length)
    {
        var limit = Vector512.Create(Sigmoid.Limit);
        var minusLog2E = Vector512.Create(Sigmoid.MinusLog2E);
        var magic = Vector512.Create(Sigmoid.Magic);
        var one = Vector512<float>.One;
        for (var end = x + length; x < end; x += 16)
        {
            var v = Avx512F.Min(limit, Avx512F.Max(-limit, Vector512.Load(x)));
            var shifted = Avx512F.FusedMultiplyAdd(v, minusLog2E, magic);
            var f = Avx512F.FusedMultiplyAdd(v, minusLog2E, magic - shifted);
            var p = Avx512F.FusedMultiplyAdd(Vector512.Create(Sigmoid.C6), f, Vector512.Create(Sigmoid.C5));
            p = Avx512F.FusedMultiplyAdd(p, f, Vector512.Create(Sigmoid.C4));
            p = Avx512F.FusedMultiplyAdd(p, f, Vector512.Create(Sigmoid.C3));
            p = Avx512F.FusedMultiplyAdd(p, f, Vector512.Create(Sigmoid.C2));
            p = Avx512F.FusedMultiplyAdd(p, f, Vector512.Create(Sigmoid.C1));
            p = Avx512F.FusedMultiplyAdd(p, f, one);
            var bits = p.AsInt32() + Vector512.ShiftLeft(shifted.AsInt32(), 23);
            (one / (one + bits.AsSingle())).Store(x);
        }
    }

    private static void Sigmoid256(float* x, int length)
    {
        var limit = Vector256.Create(Sigmoid.Limit);
        var minusLog2E = Vector256.Create(Sigmoid.MinusLog2E);
        var magic = Vector256.Create(Sigmoid.Magic);
        var one = Vector256<float>.One;
        for (var end = x + length; x < end; x += 8)
        {
            var v = Avx.Min(limit, Avx.Max(-limit, Vector256.Load(x)));
            var shifted = Fma.MultiplyAdd(v, minusLog2E, magic);
            var f = Fma.MultiplyAdd(v, minusLog2E, magic - shifted);
            var p = Fma.MultiplyAdd(Vector256.Create(Sigmoid.C6), f, Vector256.Create(Sigmoid.C5));
            p = Fma.MultiplyAdd(p, f, Vector256.Create(Sigmoid.C4));
            p = Fma.MultiplyAdd(p, f, Vector256.Create(Sigmoid.C3));
            p = Fma.MultiplyAdd(p, f, Vector256.Create(Sigmoid.C2));
            p = Fma.MultiplyAdd(p, f, Vector256.Create(Sigmoid.C1));
            p = Fma.MultiplyAdd(p, f, one);
            var bits = p.AsInt32() + Vector256.ShiftLeft(shifted.AsInt32(), 23);
            (one / (one + bits.AsSingle())).Store(x);
        }
    }
}
