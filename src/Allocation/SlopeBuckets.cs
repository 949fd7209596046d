using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace WorldModel.Allocation;

/// <summary>
/// Slopes cut into buckets of about equal size by the quantiles of a sample, the steepest first (sample sort: Frazer
/// and McKellar 1970). However slopes are spread, a bucket stays small enough for the second cache; equal slopes
/// share one.
/// </summary>
internal sealed class SlopeBuckets
{
    private const int StepsEach = 8192;
    private const int Most = 2048;
    private const int SampledEach = 16;
    private readonly ulong[] _splitters;

    private SlopeBuckets(ulong[] splitters) => _splitters = splitters;

    /// <summary>A power of two.</summary>
    public int Count => _splitters.Length + 1;

    public static SlopeBuckets Of(OptionTable table)
    {
        var count = 1;
        while (count < Most && (long)count * StepsEach < table.Count) count *= 2;
        if (count == 1) return new SlopeBuckets([]);
        var keys = Sample(table, SampledEach * count);
        var splitters = new ulong[count - 1];
        for (var i = 0; i < splitters.Length; i++)
        {
            splitters[i] = keys.Count == 0 ? 0 : keys[(int)((i + 1L) * keys.Count / count)];
        }

        return new SlopeBuckets(splitters);
    }

    /// <summary>The bucket of a key: how many splitters are at most the key. No branch depends on the key.</summary>
    public int IndexOf(ulong key)
    {
        var at = 0;
        ref var splitters = ref MemoryMarshal.GetArrayDataReference(_splitters);
        for (var half = (_splitters.Length + 1) / 2; half > 0; half /= 2)
        {
            // at + half is at most the number of splitters.
            var isPast = Unsafe.Add(ref splitters, at + half - 1) <= key;
            at += half & -Unsafe.BitCast<bool, byte>(isPast);
        }

        return at;
    }

    private static List<ulong> Sample(OptionTable table, int consumers)
    {
        var all = table.Start.Length - 1;
        consumers = Math.Min(consumers, all);
        var keys = new List<ulong>(4 * consumers);
        var steps = new HullStep[table.Widest];
        for (var i = 0; i < consumers; i++)
        {
            var consumer = (int)((long)i * all / consumers);
            foreach (var step in table.Hull(consumer, steps)) keys.Add(~BitConverter.DoubleToUInt64Bits(step.Slope));
        }

        keys.Sort();
        return keys;
    }
}
