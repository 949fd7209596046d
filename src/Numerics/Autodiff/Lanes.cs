using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace WorldModel.Numerics.Autodiff;

/// <summary>
/// Loops over vectors of numbers, eight doubles or sixteen floats at a time. Sums add lanes in one fixed order, so that
/// every processor gives the same bits.
/// </summary>
public static class Lanes
{
    /// <summary>sum += x.</summary>
    public static void Add<T>(ReadOnlySpan<T> x, Span<T> sum)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ref var from = ref MemoryMarshal.GetReference(x);
        ref var to = ref MemoryMarshal.GetReference(sum);
        var (at, length) = (nuint.Zero, (nuint)x.Length);
        for (; at + (nuint)Vector512<T>.Count <= length; at += (nuint)Vector512<T>.Count)
            (Vector512.LoadUnsafe(ref to, at) + Vector512.LoadUnsafe(ref from, at)).StoreUnsafe(ref to, at);
        for (var i = (int)at; i < x.Length; i++) sum[i] += x[i];
    }

    /// <summary>sum += scale x.</summary>
    public static void AddScaled<T>(ReadOnlySpan<T> x, T scale, Span<T> sum)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ref var from = ref MemoryMarshal.GetReference(x);
        ref var to = ref MemoryMarshal.GetReference(sum);
        var (at, length) = (nuint.Zero, (nuint)x.Length);
        for (; at + (nuint)Vector512<T>.Count <= length; at += (nuint)Vector512<T>.Count)
            (Vector512.LoadUnsafe(ref to, at) + Vector512.LoadUnsafe(ref from, at) * scale).StoreUnsafe(ref to, at);
        for (var i = (int)at; i < x.Length; i++) sum[i] += x[i] * scale;
    }

    /// <summary>sum += x y.</summary>
    public static void AddProduct<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> sum)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ref var left = ref MemoryMarshal.GetReference(x);
        ref var right = ref MemoryMarshal.GetReference(y);
        ref var to = ref MemoryMarshal.GetReference(sum);
        var (at, length) = (nuint.Zero, (nuint)x.Length);
        for (; at + (nuint)Vector512<T>.Count <= length; at += (nuint)Vector512<T>.Count)
        {
            var product = Vector512.LoadUnsafe(ref left, at) * Vector512.LoadUnsafe(ref right, at);
            (Vector512.LoadUnsafe(ref to, at) + product).StoreUnsafe(ref to, at);
        }

        for (var i = (int)at; i < x.Length; i++) sum[i] += x[i] * y[i];
    }

    /// <summary>product = x y.</summary>
    public static void Multiply<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> product)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ref var left = ref MemoryMarshal.GetReference(x);
        ref var right = ref MemoryMarshal.GetReference(y);
        ref var to = ref MemoryMarshal.GetReference(product);
        var (at, length) = (nuint.Zero, (nuint)x.Length);
        for (; at + (nuint)Vector512<T>.Count <= length; at += (nuint)Vector512<T>.Count)
            (Vector512.LoadUnsafe(ref left, at) * Vector512.LoadUnsafe(ref right, at)).StoreUnsafe(ref to, at);
        for (var i = (int)at; i < x.Length; i++) product[i] = x[i] * y[i];
    }

    /// <summary>product = scale x.</summary>
    public static void Scale<T>(ReadOnlySpan<T> x, T scale, Span<T> product)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ref var from = ref MemoryMarshal.GetReference(x);
        ref var to = ref MemoryMarshal.GetReference(product);
        var (at, length) = (nuint.Zero, (nuint)x.Length);
        for (; at + (nuint)Vector512<T>.Count <= length; at += (nuint)Vector512<T>.Count)
            (Vector512.LoadUnsafe(ref from, at) * scale).StoreUnsafe(ref to, at);
        for (var i = (int)at; i < x.Length; i++) product[i] = x[i] * scale;
    }

    /// <summary>y += share (x - y).</summary>
    public static void Approach<T>(ReadOnlySpan<T> x, T share, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ref var from = ref MemoryMarshal.GetReference(x);
        ref var to = ref MemoryMarshal.GetReference(y);
        var (at, length) = (nuint.Zero, (nuint)x.Length);
        for (; at + (nuint)Vector512<T>.Count <= length; at += (nuint)Vector512<T>.Count)
        {
            var old = Vector512.LoadUnsafe(ref to, at);
            (old + (Vector512.LoadUnsafe(ref from, at) - old) * share).StoreUnsafe(ref to, at);
        }

        for (var i = (int)at; i < x.Length; i++) y[i] += (x[i] - y[i]) * share;
    }

    /// <summary>Sum of x.</summary>
    public static T Sum<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ref var from = ref MemoryMarshal.GetReference(x);
        var (at, length) = (nuint.Zero, (nuint)x.Length);
        var lanes = Vector512<T>.Zero;
        for (; at + (nuint)Vector512<T>.Count <= length; at += (nuint)Vector512<T>.Count)
            lanes += Vector512.LoadUnsafe(ref from, at);
        var sum = Total(lanes);
        for (var i = (int)at; i < x.Length; i++) sum += x[i];
        return sum;
    }

    /// <summary>Sum of x y.</summary>
    public static T Dot<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ref var left = ref MemoryMarshal.GetReference(x);
        ref var right = ref MemoryMarshal.GetReference(y);
        var (at, length) = (nuint.Zero, (nuint)x.Length);
        var lanes = Vector512<T>.Zero;
        for (; at + (nuint)Vector512<T>.Count <= length; at += (nuint)Vector512<T>.Count)
            lanes += Vector512.LoadUnsafe(ref left, at) * Vector512.LoadUnsafe(ref right, at);
        var sum = Total(lanes);
        for (var i = (int)at; i < x.Length; i++) sum += x[i] * y[i];
        return sum;
    }

    /// <summary>The largest of x; minus infinity of none.</summary>
    public static T Max<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ref var from = ref MemoryMarshal.GetReference(x);
        var (at, length, max) = (nuint.Zero, (nuint)x.Length, T.NegativeInfinity);
        if (length >= (nuint)Vector512<T>.Count)
        {
            var lanes = Vector512.LoadUnsafe(ref from);
            for (at = (nuint)Vector512<T>.Count; at + (nuint)Vector512<T>.Count <= length;
                at += (nuint)Vector512<T>.Count)
            {
                lanes = Vector512.Max(lanes, Vector512.LoadUnsafe(ref from, at));
            }

            var half = Vector256.Max(lanes.GetLower(), lanes.GetUpper());
            var quarter = Vector128.Max(half.GetLower(), half.GetUpper());
            for (var lane = 0; lane < Vector128<T>.Count; lane++) max = quarter[lane] > max ? quarter[lane] : max;
        }

        for (var i = (int)at; i < x.Length; i++) max = x[i] > max ? x[i] : max;
        return max;
    }

    private static T Total<T>(Vector512<T> lanes)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var half = lanes.GetLower() + lanes.GetUpper();
        var quarter = half.GetLower() + half.GetUpper();
        return Vector128<T>.Count == 4
            ? (quarter[0] + quarter[2]) + (quarter[1] + quarter[3])
            : quarter[0] + quarter[1];
    }
}
