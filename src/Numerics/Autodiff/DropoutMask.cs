using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace WorldModel.Numerics.Autodiff;

/// <summary>
/// Which elements dropout keeps: a hash of key and element number against the rate, so that no state is drawn from, any
/// thread may ask in any order, and the backward pass asks again. The hash is the finaliser of MurmurHash3.
/// </summary>
internal readonly struct DropoutMask
{
    private const uint Golden = 0x9E3779B9;
    private const uint First = 0x85EBCA6B;
    private const uint Second = 0xC2B2AE35;
    private readonly uint _key;
    private readonly int _threshold;

    /// <param name="key">Of the run.</param>
    /// <param name="place">Of the operation on its tape.</param>
    /// <param name="rate">Share that is dropped, in [0, 1).</param>
    public DropoutMask(uint key, int place, double rate)
    {
        _key = Mix(key + Golden * (uint)(place + 1));
        _threshold = (int)(rate * (1 << 24));
    }

    /// <summary>x *= 0 where dropped, else <paramref name="scale"/>; x[0] is element number start.</summary>
    public void Apply<T>(Span<T> x, uint start, T scale)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var at = typeof(T) == typeof(float)
            ? Floats(MemoryMarshal.Cast<T, float>(x), start, float.CreateChecked(scale))
            : 0;
        for (; at < x.Length; at++)
            x[at] = Keeps(start + (uint)at) ? x[at] * scale : T.Zero;
    }

    private bool Keeps(uint element) => (int)(Mix(element * Golden + _key) >> 8) >= _threshold;

    private int Floats(Span<float> x, uint start, float scale)
    {
        ref var values = ref MemoryMarshal.GetReference(x);
        var element = Vector512.CreateSequence(start, 1u);
        var (factor, threshold) = (Vector512.Create(scale), Vector512.Create(_threshold));
        var at = 0;
        for (; at <= x.Length - 16; at += 16)
        {
            var h = element * Golden + Vector512.Create(_key);
            h ^= Vector512.ShiftRightLogical(h, 16);
            h *= First;
            h ^= Vector512.ShiftRightLogical(h, 13);
            h *= Second;
            h ^= Vector512.ShiftRightLogical(h, 16);
            var kept = Vector512.GreaterThanOrEqual(Vector512.ShiftRightLogical(h, 8).AsInt32(), threshold).AsSingle();
            var scaled = Vector512.LoadUnsafe(ref values, (nuint)at) * factor;
            Vector512.BitwiseAnd(scaled, kept).StoreUnsafe(ref values, (nuint)at);
            element += Vector512.Create(16u);
        }

        return at;
    }

    private static uint Mix(uint h)
    {
        h ^= h >> 16;
        h *= First;
        h ^= h >> 13;
        h *= Second;
        return h ^ (h >> 16);
    }
}
