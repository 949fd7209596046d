using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace WorldModel.Grains.Consumers;

/// <summary>
/// 128 bits of an event's or a request's id: MurmurHash3 x64-128 (Appleby) of its UTF-8, seed 0. Fixed in
/// docs/formats.md: journals hold it.
/// </summary>
internal static class EventHash
{
    private const ulong C1 = 0x87c37b91114253d5;
    private const ulong C2 = 0x4cf5ad432745937f;

    public static UInt128 Of(string id)
    {
        Span<byte> bytes = stackalloc byte[768];
        if (id.Length * 3 > bytes.Length) bytes = new byte[Encoding.UTF8.GetMaxByteCount(id.Length)];
        return Of(bytes[..Encoding.UTF8.GetBytes(id, bytes)]);
    }

    public static UInt128 Of(ReadOnlySpan<byte> bytes)
    {
        ulong h1 = 0, h2 = 0;
        var rest = bytes;
        for (; rest.Length >= 16; rest = rest[16..])
        {
            h1 = BitOperations.RotateLeft(h1 ^ First(BinaryPrimitives.ReadUInt64LittleEndian(rest)), 27) + h2;
            h1 = (h1 * 5) + 0x52dce729;
            h2 = BitOperations.RotateLeft(h2 ^ Second(BinaryPrimitives.ReadUInt64LittleEndian(rest[8..])), 31) + h1;
            h2 = (h2 * 5) + 0x38495ab5;
        }

        Span<byte> tail = stackalloc byte[16];
        tail.Clear();
        rest.CopyTo(tail);
        h2 ^= Second(BinaryPrimitives.ReadUInt64LittleEndian(tail[8..]));
        h1 ^= First(BinaryPrimitives.ReadUInt64LittleEndian(tail));
        h1 ^= (ulong)bytes.Length;
        h2 ^= (ulong)bytes.Length;
        h1 += h2;
        h2 += h1;
        h1 = Finish(h1);
        h2 = Finish(h2);
        h1 += h2;
        h2 += h1;
        return new UInt128(h2, h1);
    }

    private static ulong First(ulong k) => BitOperations.RotateLeft(k * C1, 31) * C2;

    private static ulong Second(ulong k) => BitOperations.RotateLeft(k * C2, 33) * C1;

    private static ulong Finish(ulong k)
    {
        k = (k ^ (k >> 33)) * 0xff51afd7ed558ccd;
        k = (k ^ (k >> 33)) * 0xc4ceb9fe1a85ec53;
        return k ^ (k >> 33);
    }
}
