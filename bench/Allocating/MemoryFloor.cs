using System.Numerics;
using System.Runtime.InteropServices;

namespace WorldModel.Bench.Allocating;

/// <summary>
/// The least time for bytes that must come from memory and go there: arrays read and written in order, as wide as the
/// machine can, on all cores.
/// </summary>
internal sealed class MemoryFloor
{
    private const int Block = 1 << 16;
    private readonly long[] _from;
    private readonly long[] _to;

    public MemoryFloor(long read, long written)
    {
        _from = new long[read / sizeof(long)];
        _to = new long[written / sizeof(long)];
        Array.Fill(_from, 3);
        Array.Fill(_to, 5);
    }

    public long Run()
    {
        var sum = 0L;
        Parallel.For(0, (_from.Length + Block - 1) / Block, () => 0L,
            (block, _, own) => own + Sum(_from.AsSpan(block * Block, Math.Min(Block, _from.Length - block * Block))),
            own => Interlocked.Add(ref sum, own));
        Parallel.For(0, (_to.Length + Block - 1) / Block, block =>
            _to.AsSpan(block * Block, Math.Min(Block, _to.Length - block * Block)).Fill(sum));
        return sum;
    }

    private static long Sum(ReadOnlySpan<long> numbers)
    {
        var sums = Vector<long>.Zero;
        foreach (var vector in MemoryMarshal.Cast<long, Vector<long>>(numbers)) sums += vector;
        return Vector.Sum(sums);
    }
}
