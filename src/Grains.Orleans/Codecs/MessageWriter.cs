using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace WorldModel.Grains.Orleans.Codecs;

/// <summary>Bytes of a message as they grow: little-endian, floats by their bits.</summary>
internal sealed class MessageWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    public void Clear() => _bytes.ResetWrittenCount();

    public int Capacity => _bytes.Capacity;

    public void Byte(byte value)
    {
        _bytes.GetSpan(1)[0] = value;
        _bytes.Advance(1);
    }

    public void Int32(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.GetSpan(sizeof(int)), value);
        _bytes.Advance(sizeof(int));
    }

    public void Int64(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_bytes.GetSpan(sizeof(long)), value);
        _bytes.Advance(sizeof(long));
    }

    /// <summary>A number that is small most of the time: 7 bits a byte, lowest first.</summary>
    public void Count(int value)
    {
        uint left = (uint)value;
        for (; left >= 0x80; left >>= 7)
            Byte((byte)(left | 0x80));
        Byte((byte)left);
    }

    /// <summary>Null is 0, then the length and one more, then UTF-8.</summary>
    public void Text(string? value)
    {
        if (value is null)
        {
            Count(0);
            return;
        }
        int length = Encoding.UTF8.GetByteCount(value);
        Count(length + 1);
        Encoding.UTF8.GetBytes(value, _bytes.GetSpan(length));
        _bytes.Advance(length);
    }

    /// <summary>A column, as its bytes.</summary>
    public void Column<T>(ReadOnlyMemory<T> values)
        where T : unmanaged
    {
        Count(values.Length);
        _bytes.Write(MemoryMarshal.AsBytes(values.Span));
    }
}
