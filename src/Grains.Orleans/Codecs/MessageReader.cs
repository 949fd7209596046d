using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace WorldModel.Grains.Orleans.Codecs;

/// <summary>Reads what a <see cref="MessageWriter"/> wrote; nothing is read, or made, past the end.</summary>
internal sealed class MessageReader(byte[] bytes)
{
    private int _at;

    public bool IsAtEnd => _at == bytes.Length;

    public byte Byte() => Take(1)[0];

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)));

    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));

    public int Count()
    {
        uint value = 0;
        for (int shift = 0; shift < 35; shift += 7)
        {
            byte next = Byte();
            value |= (uint)(next & 0x7F) << shift;
            if (next < 0x80)
                return (int)value;
        }
        throw Broken("a number of at most five bytes");
    }

    /// <summary>A number of items of at least so many bytes each, which must still be there.</summary>
    public int Count(int bytesEach)
    {
        int count = Count();
        return count >= 0 && (long)count * bytesEach <= bytes.Length - _at
            ? count
            : throw Broken($"{count} items of at least {bytesEach} bytes");
    }

    public string? Text()
    {
        int length = Count();
        return length == 0 ? null : Encoding.UTF8.GetString(Take(length - 1));
    }

    public ReadOnlyMemory<T> Column<T>()
        where T : unmanaged
    {
        var values = new T[Count(Unsafe.SizeOf<T>())];
        Take(values.Length * Unsafe.SizeOf<T>()).CopyTo(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    /// <summary>Whether so many bytes are still there.</summary>
    public bool IsRoomFor(int length) => length >= 0 && length <= bytes.Length - _at;

    public InvalidDataException Broken(string expected) =>
        new($"message: got {bytes.Length - _at} bytes at {_at}, expected {expected}");

    private ReadOnlySpan<byte> Take(int length)
    {
        if ((uint)length > (uint)(bytes.Length - _at))
            throw Broken($"{length} more");
        var taken = bytes.AsSpan(_at, length);
        _at += length;
        return taken;
    }
}
