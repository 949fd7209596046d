using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using WorldModel.Numerics;

namespace WorldModel.Bench;

/// <summary>
/// The least time that a belief can take on this core: its multiply-adds from registers only, and its sigmoids over
/// an array that stays in the first cache. Needs AVX-512 or AVX2; the sum of both is the floor.
/// </summary>
public static class Floor
{
    private const int Chains = 12;

    /// <summary>Does at least this many multiply-adds on 12 independent chains of the widest registers.</summary>
    public static float MultiplyAdds(long count) =>
        Avx512F.IsSupported ? Wide(count / (16 * Chains))
        : Fma.IsSupported ? Narrow(count / (8 * Chains))
        : Scalar(count);

    public static void Sigmoids(float[] inFirstCache, int count)
    {
        for (; count > 0; count -= inFirstCache.Length)
            Sigmoid.Apply(inFirstCache.AsSpan(0, Math.Min(count, inFirstCache.Length)));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static float Wide(long steps)
    {
        var x = Vector512.Create(.999f);
        var y = Vector512.Create(1e-3f);
        var (a, b, c, d, e, f) = (x, y, x, y, x, y);
        var (g, h, i, j, k, l) = (y, x, y, x, y, x);
        for (; steps > 0; steps--)
        {
            a = Avx512F.FusedMultiplyAdd(a, x, y);
            b = Avx512F.FusedMultiplyAdd(b, x, y);
            c = Avx512F.FusedMultiplyAdd(c, x, y);
            d = Avx512F.FusedMultiplyAdd(d, x, y);
            e = Avx512F.FusedMultiplyAdd(e, x, y);
            f = Avx512F.FusedMultiplyAdd(f, x, y);
            g = Avx512F.FusedMultiplyAdd(g, x, y);
            h = Avx512F.FusedMultiplyAdd(h, x, y);
            i = Avx512F.FusedMultiplyAdd(i, x, y);
            j = Avx512F.FusedMultiplyAdd(j, x, y);
            k = Avx512F.FusedMultiplyAdd(k, x, y);
            l = Avx512F.FusedMultiplyAdd(l, x, y);
        }

        return Vector512.Sum(a + b + c + d + e + f + (g + h + i + j + k + l));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static float Narrow(long steps)
    {
        var x = Vector256.Create(.999f);
        var y = Vector256.Create(1e-3f);
        var (a, b, c, d, e, f) = (x, y, x, y, x, y);
        var (g, h, i, j, k, l) = (y, x, y, x, y, x);
        for (; steps > 0; steps--)
        {
            a = Fma.MultiplyAdd(a, x, y);
            b = Fma.MultiplyAdd(b, x, y);
            c = Fma.MultiplyAdd(c, x, y);
            d = Fma.MultiplyAdd(d, x, y);
            e = Fma.MultiplyAdd(e, x, y);
            f = Fma.MultiplyAdd(f, x, y);
            g = Fma.MultiplyAdd(g, x, y);
            h = Fma.MultiplyAdd(h, x, y);
            i = Fma.MultiplyAdd(i, x, y);
            j = Fma.MultiplyAdd(j, x, y);
            k = Fma.MultiplyAdd(k, x, y);
            l = Fma.MultiplyAdd(l, x, y);
        }

        return Vector256.Sum(a + b + c + d + e + f + (g + h + i + j + k + l));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static float Scalar(long count)
    {
        var sum = 1f;
        for (; count > 0; count--) sum = MathF.FusedMultiplyAdd(sum, .999f, 1e-3f);
        return sum;
    }
}
