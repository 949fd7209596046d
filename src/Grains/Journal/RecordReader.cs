using System.Buffers.Binary;
using System.Text;
using WorldModel.Grains.Hosting;

namespace WorldModel.Grains.Journal;

/// <summary>Reads what <see cref="RecordWriter"/> wrote.</summary>
/// <exception cref="RecoveryException">The bytes end early or hold a length that cannot be.</exception>
internal ref struct RecordReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _at;

    public readonly bool AtEnd => _at == _bytes.Length;

    public byte Byte() => Take(1)[0];

    public bool Bool() => Byte() != 0;

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    public ulong UInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    public UInt128 UInt128() => BinaryPrimitives.ReadUInt128LittleEndian(Take(16));

    public Int128 Wide()
    {
        var code = System.UInt128.Zero;
        for (var shift = 0; shift < 133; shift += 7)
        {
            var part = Byte();
            code |= (UInt128)(part & 0x7FU) << shift;
            if (part < 0x80) return (Int128)(code >> 1) ^ -(Int128)(code & 1);
        }

        throw new RecoveryException("variable-length integer", "more than 19 bytes", "at most 19");
    }

    public float Single() => BinaryPrimitives.ReadSingleLittleEndian(Take(4));

    public double Double() => BinaryPrimitives.ReadDoubleLittleEndian(Take(8));

    public ulong Unsigned()
    {
        var value = 0UL;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var part = Byte();
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80) return value;
        }

        throw new RecoveryException("variable-length integer", "more than 10 bytes", "at most 10");
    }

    public int Count()
    {
        var value = Unsigned();
        return value <= int.MaxValue
            ? (int)value
            : throw new RecoveryException("count", value.ToString(), $"at most {int.MaxValue}");
    }

    public long Signed()
    {
        var value = Unsigned();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    public ReadOnlySpan<byte> Bytes() => Take(Count());

    public string String() => Encoding.UTF8.GetString(Bytes());

    public string? OptionalString() => Bool() ? String() : null;

    public double? OptionalDouble() => Bool() ? Double() : null;

    public DateOnly? Day()
    {
        var day = Int32();
        return day == 0 ? null : DateOnly.FromDayNumber(day - 1);
    }

    public void Ints(Span<int> values)
    {
        var bytes = Take(values.Length * sizeof(int));
        for (var i = 0; i < values.Length; i++)
            values[i] = BinaryPrimitives.ReadInt32LittleEndian(bytes[(i * sizeof(int))..]);
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _bytes.Length - _at)
        {
            throw new RecoveryException("record", $"{_bytes.Length} bytes", $"at least {(long)_at + count}");
        }

        _at += count;
        return _bytes.Slice(_at - count, count);
    }
}
