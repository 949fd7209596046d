using System.Buffers;
using System.Buffers.Binary;
using WorldModel.Grains.Hosting;

namespace WorldModel.Silo.Storage;

/// <summary>
/// What one grain wrote between two commits: its records in order, each behind its length. Opaque to the store. The
/// bytes are fixed in docs/formats.md, section Frames.
/// </summary>
public sealed class Frame(GrainAddress grain, long epoch, long sequence) : StoreWrite(grain, epoch)
{
    private const int LengthBytes = sizeof(uint);
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private WorkChange _work;

    /// <summary>Its number among the grain's frames, from 1, without gaps.</summary>
    public override long Sequence => sequence;

    public override ReadOnlyMemory<byte> Bytes => _bytes.WrittenMemory;

    /// <summary>What it says about the grain's place in the list of long work.</summary>
    public override WorkChange Work => _work;

    internal void Add(ReadOnlySpan<byte> record, WorkChange work)
    {
        var to = _bytes.GetSpan(LengthBytes + record.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(to, (uint)record.Length);
        record.CopyTo(to[LengthBytes..]);
        _bytes.Advance(LengthBytes + record.Length);
        if (work != WorkChange.None)
            _work = work;
    }

    /// <summary>A frame that another store holds, as it stands there.</summary>
    internal static Frame Copy(GrainAddress grain, long epoch, long sequence, ReadOnlySpan<byte> bytes, WorkChange work)
    {
        var frame = new Frame(grain, epoch, sequence) { _work = work };
        frame._bytes.Write(bytes);
        return frame;
    }

    /// <summary>The length of the record at an offset, or -1 where the bytes end inside it.</summary>
    public static int RecordLength(ReadOnlySpan<byte> bytes, int offset)
    {
        if (bytes.Length - offset < LengthBytes)
            return -1;
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(bytes[offset..]);
        return length <= bytes.Length - offset - LengthBytes ? (int)length : -1;
    }

    /// <summary>Where the bytes of the record at an offset begin.</summary>
    public static int RecordStart(int offset) => offset + LengthBytes;
}
