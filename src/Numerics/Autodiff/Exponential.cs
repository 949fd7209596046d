using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace WorldModel.Numerics.Autodiff;

/// <summary>
/// e^x over a span. float32: 2^f by the polynomial of <see cref="Sigmoid"/> and a shift of the exponent, clamped to
/// [-87, 87], within 4e-7 of the value between -20 and 20; float64: the library's.
/// </summary>
internal static class Exponential
{
    private const float Log2E = 1.44269504f;

    /// <summary>x = exp(x - shift).</summary>
    public static void Apply<T>(Span<T> x, T shift)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(float)) Floats(MemoryMarshal.Cast<T, float>(x), float.CreateChecked(shift));
        else
            for (var i = 0; i < x.Length; i++) x[i] = T.Exp(x[i] - shift);
    }

    private static void Floats(Span<float> x, float shift)
    {
        ref var start = ref MemoryMarshal.GetReference(x);
        var at = 0;
        for (; at <= x.Length - 16; at += 16)
            Vector(Vector512.LoadUnsafe(ref start, (nuint)at) - Vector512.Create(shift))
                .StoreUnsafe(ref start, (nuint)at);
        if (at == x.Length) return;
        Span<float> tail = stackalloc float[16];
        tail.Clear();
        x[at..].CopyTo(tail);
        Vector(Vector512.Create<float>(tail) - Vector512.Create(shift)).CopyTo(tail);
        tail[..(x.Length - at)].CopyTo(x[at..]);
    }

    private static Vector512<float> Vector(Vector512<float> x)
    {
        var limit = Vector512.Create(Sigmoid.Limit);
        x = Vector512.Min(limit, Vector512.Max(-limit, x));
        var (log2E, magic) = (Vector512.Create(Log2E), Vector512.Create(Sigmoid.Magic));
        var shifted = Vector512.FusedMultiplyAdd(x, log2E, magic);
        var f = Vector512.FusedMultiplyAdd(x, log2E, magic - shifted);
        var p = Vector512.FusedMultiplyAdd(Vector512.Create(Sigmoid.C6), f, Vector512.Create(Sigmoid.C5));
        p = Vector512.FusedMultiplyAdd(p, f, Vector512.Create(Sigmoid.C4));
        p = Vector512.FusedMultiplyAdd(p, f, Vector512.Create(Sigmoid.C3));
        p = Vector512.FusedMultiplyAdd(p, f, Vector512.Create(Sigmoid.C2));
        p = Vector512.FusedMultiplyAdd(p, f, Vector512.Create(Sigmoid.C1));
        p = Vector512.FusedMultiplyAdd(p, f, Vector512<float>.One);
        return (p.AsInt32() + Vector512.ShiftLeft(shifted.AsInt32(), 23)).AsSingle();
    }
}
