using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace WorldModel.Numerics.Autodiff;

/// <summary>Functions of each element, and their slopes told from what they gave.</summary>
internal static class Nonlinear
{
    private const int Block = 256;

    /// <summary>x = function(x).</summary>
    public static void Apply<T>(Nonlinearity function, Span<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        switch (function)
        {
            case Nonlinearity.Relu:
                Relu(x);
                break;
            case Nonlinearity.Elu:
                Elu(x);
                break;
            case Nonlinearity.Sigmoid when typeof(T) == typeof(float):
                Sigmoid.Apply(MemoryMarshal.Cast<T, float>(x));
                break;
            case Nonlinearity.Sigmoid:
                foreach (ref var value in x) value = T.One / (T.One + T.Exp(-value));
                break;
        }
    }

    /// <summary>gradient *= slope at the x that gave y.</summary>
    public static void TimesSlope<T>(Nonlinearity function, ReadOnlySpan<T> y, Span<T> gradient)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (function == Nonlinearity.None) return;
        ref var given = ref MemoryMarshal.GetReference(y);
        ref var to = ref MemoryMarshal.GetReference(gradient);
        var one = Vector512<T>.One;
        var (at, length) = (nuint.Zero, (nuint)y.Length);
        for (; at + (nuint)Vector512<T>.Count <= length; at += (nuint)Vector512<T>.Count)
        {
            var (v, g) = (Vector512.LoadUnsafe(ref given, at), Vector512.LoadUnsafe(ref to, at));
            var positive = Vector512.GreaterThan(v, Vector512<T>.Zero);
            var slope = function switch
            {
                Nonlinearity.Relu => Vector512.BitwiseAnd(one, positive),
                Nonlinearity.Elu => Vector512.ConditionalSelect(positive, one, v + one),
                _ => v * (one - v),
            };
            (g * slope).StoreUnsafe(ref to, at);
        }

        for (var i = (int)at; i < y.Length; i++) gradient[i] *= Slope(function, y[i]);
    }

    private static T Slope<T>(Nonlinearity function, T y)
        where T : unmanaged, IFloatingPointIeee754<T> => function switch
        {
            Nonlinearity.Relu => y > T.Zero ? T.One : T.Zero,
            Nonlinearity.Elu => y > T.Zero ? T.One : y + T.One,
            _ => y * (T.One - y),
        };

    private static void Relu<T>(Span<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ref var start = ref MemoryMarshal.GetReference(x);
        var (at, length) = (nuint.Zero, (nuint)x.Length);
        for (; at + (nuint)Vector512<T>.Count <= length; at += (nuint)Vector512<T>.Count)
            Vector512.Max(Vector512<T>.Zero, Vector512.LoadUnsafe(ref start, at)).StoreUnsafe(ref start, at);
        for (var i = (int)at; i < x.Length; i++) x[i] = T.Max(T.Zero, x[i]);
    }

    private static void Elu<T>(Span<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<T> powers = stackalloc T[Block];
        for (var at = 0; at < x.Length; at += Block)
        {
            var part = x.Slice(at, Math.Min(Block, x.Length - at));
            var power = powers[..part.Length];
            part.CopyTo(power);
            Exponential.Apply(power, T.Zero);
            ref var from = ref MemoryMarshal.GetReference(power);
            ref var to = ref MemoryMarshal.GetReference(part);
            var i = 0;
            for (; i <= part.Length - Vector512<T>.Count; i += Vector512<T>.Count)
            {
                var z = Vector512.LoadUnsafe(ref to, (nuint)i);
                var negative = Vector512.LoadUnsafe(ref from, (nuint)i) - Vector512<T>.One;
                Vector512.ConditionalSelect(Vector512.GreaterThan(z, Vector512<T>.Zero), z, negative)
                    .StoreUnsafe(ref to, (nuint)i);
            }

            for (; i < part.Length; i++) part[i] = part[i] > T.Zero ? part[i] : power[i] - T.One;
        }
    }
}
