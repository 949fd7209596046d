using System.Numerics;
using System.Text;

namespace WorldModel.Schema;

/// <summary>
/// The hash that places consumers: FNV-1a over UTF-8, finished by the mixer of SplitMix64. Fixed for good in
/// docs/formats.md: stores and decisions depend on it.
/// </summary>
public static class ConsumerHash
{
    private const ulong OffsetBasis = 0xCBF29CE484222325;
    private const ulong Prime = 0x00000100000001B3;

    public static ulong Of(string id) => Mix(Absorb(OffsetBasis, id));

    /// <summary>The shard that owns a consumer: the hash's top bits.</summary>
    /// <param name="hash">A hash from <see cref="Of"/>.</param>
    /// <param name="shardCount">A power of two.</param>
    public static int Shard(ulong hash, int shardCount)
    {
        if (shardCount < 1 || !BitOperations.IsPow2(shardCount))
            throw new ArgumentOutOfRangeException(nameof(shardCount), shardCount, "must be a power of two");
        return shardCount == 1 ? 0 : (int)(hash >> (64 - BitOperations.Log2((uint)shardCount)));
    }

    /// <summary>
    /// A number in [0, 1) that is a consumer's own under a key (a campaign's hold-out, its exploration): independent
    /// between keys and of the shard.
    /// </summary>
    public static double Keyed(string id, string key)
    {
        // 0xFF is no byte of UTF-8, so no two pairs (key, id) read the same.
        ulong hash = (Absorb(OffsetBasis, key) ^ 0xFF) * Prime;
        return (Mix(Absorb(hash, id)) >> 11) * (1.0 / (1UL << 53));
    }

    /// <summary>The finisher of SplitMix64: every input bit reaches every output bit.</summary>
    internal static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    private static ulong Absorb(ulong hash, string text)
    {
        Span<byte> bytes = stackalloc byte[512];
        if (text.Length * 3 > bytes.Length)
            bytes = new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        int count = Encoding.UTF8.GetBytes(text, bytes);
        foreach (byte b in bytes[..count])
            hash = (hash ^ b) * Prime;
        return hash;
    }
}
