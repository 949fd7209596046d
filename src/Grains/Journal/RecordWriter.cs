using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace WorldModel.Grains.Journal;

/// <summary>
/// Writes records and snapshots: little-endian fixed widths, unsigned and zig-zag variable-length integers (7 bits a
/// byte, low first), UTF-8 strings behind their length. docs/formats.md, "Journal records", is kept in step.
/// </summary>
internal sealed class RecordWriter
{
    [ThreadStatic]
    private static RecordWriter? _scratch;

    private byte[] _buffer = new byte[256];
    private int _length;

    /// <summary>
    /// This thread's own, empty: for bytes that are hashed or copied before anything else is written with it.
    /// </summary>
    public static RecordWriter Scratch()
    {
        var scratch = _scratch ??= new RecordWriter();
        scratch.Clear();
        return scratch;
    }

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    public int Length => _length;

    public void Clear() => _length = 0;

    public void Byte(byte value) => Room(1)[0] = value;

    public void Bool(bool value) => Byte(value ? (byte)1 : (byte)0);

    public void Int32(int value) => BinaryPrimitives.WriteInt32LittleEndian(Room(4), value);

    public void Int64(long value) => BinaryPrimitives.WriteInt64LittleEndian(Room(8), value);

    public void UInt64(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Room(8), value);

    public void UInt128(UInt128 value) => BinaryPrimitives.WriteUInt128LittleEndian(Room(16), value);

    /// <summary>A signed number of 128 bits, short where it is small.</summary>
    public void Wide(Int128 value)
    {
        var code = (UInt128)((value << 1) ^ (value >> 127));
        for (; code >= 0x80; code >>= 7) Byte((byte)((byte)code | 0x80));
        Byte((byte)code);
    }

    public void Single(float value) => BinaryPrimitives.WriteSingleLittleEndian(Room(4), value);

    public void Double(double value) => BinaryPrimitives.WriteDoubleLittleEndian(Room(8), value);

    public void Unsigned(ulong value)
    {
        if (value < 0x80)
        {
            Byte((byte)value);
            return;
        }

        while (value >= 0x80)
        {
            Byte((byte)(value | 0x80));
            value >>= 7;
        }

        Byte((byte)value);
    }

    public void Count(int value) => Unsigned((uint)value);

    public void Signed(long value) => Unsigned((ulong)((value << 1) ^ (value >> 63)));

    public void Bytes(ReadOnlySpan<byte> value)
    {
        Count(value.Length);
        value.CopyTo(Room(value.Length));
    }

    public void String(string value)
    {
        var bytes = Encoding.UTF8.GetByteCount(value);
        Count(bytes);
        Encoding.UTF8.GetBytes(value, Room(bytes));
    }

    public void OptionalString(string? value)
    {
        Bool(value is not null);
        if (value is not null) String(value);
    }

    public void OptionalDouble(double? value)
    {
        Bool(value is not null);
        if (value is { } number) Double(number);
    }

    /// <summary>A day as its number plus one; 0 where there is none.</summary>
    public void Day(DateOnly? day) => Int32(day is { } known ? known.DayNumber + 1 : 0);

    public void Ints(ReadOnlySpan<int> values)
    {
        var room = Room(values.Length * sizeof(int));
        for (var i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteInt32LittleEndian(room[(i * sizeof(int))..], values[i]);
    }

    public void CopyTo(IBufferWriter<byte> to) => to.Write(Written);

    private Span<byte> Room(int bytes)
    {
        if (_length + bytes > _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Max(_length + bytes, (int)Math.Min(_buffer.Length * 2L, Array.MaxLength)));
        }

        _length += bytes;
        return _buffer.AsSpan(_length - bytes, bytes);
    }
}
