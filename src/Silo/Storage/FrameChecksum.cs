using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using WorldModel.Grains.Hosting;

namespace WorldModel.Silo.Storage;

/// <summary>
/// CRC-32C (Castagnoli) of a frame's or snapshot's place and bytes: UTF-8 of <c>kind/key</c>, a zero byte, the
/// sequence as 8 bytes little endian, the bytes. The place is in it so that a frame moved elsewhere is found too.
/// </summary>
public static class FrameChecksum
{
    public static uint Of(GrainAddress grain, long sequence, ReadOnlySpan<byte> bytes)
    {
        Span<byte> number = stackalloc byte[1 + sizeof(long)];
        number[0] = 0;
        BinaryPrimitives.WriteInt64LittleEndian(number[1..], sequence);
        uint crc = Append(uint.MaxValue, grain.Kind);
        crc = Append(Append(crc, "/"u8), grain.Key);
        crc = Append(crc, number);
        return ~Append(crc, bytes);
    }

    /// <exception cref="StoreException">The bytes are not those that the checksum was made of.</exception>
    public static void Check(GrainAddress grain, string what, long sequence, ReadOnlySpan<byte> bytes, uint expected)
    {
        uint got = Of(grain, sequence, bytes);
        if (got != expected)
            throw new StoreException(
                $"{grain}, {what} {sequence}: its {bytes.Length} bytes have CRC-32C {got:x8}, expected {expected:x8}");
    }

    private static uint Append(uint crc, string text)
    {
        Span<byte> bytes = stackalloc byte[256];
        int most = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (most > bytes.Length)
            bytes = new byte[most];
        return Append(crc, bytes[..Encoding.UTF8.GetBytes(text, bytes)]);
    }

    private static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }
        foreach (byte b in bytes)
            crc = BitOperations.Crc32C(crc, b);
        return crc;
    }
}
