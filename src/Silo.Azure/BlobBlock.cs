using System.Buffers.Binary;
using WorldModel.Grains.Hosting;
using WorldModel.Silo.Storage;

namespace WorldModel.Silo.Azure;

/// <summary>
/// A block of a segment, or the whole of a snapshot: a head of 32 bytes, then the bytes of the frame or snapshot. The
/// bytes are fixed in docs/formats.md, section Store.
/// </summary>
internal readonly record struct BlobBlock(
    BlockKind Kind, WorkChange Work, long Epoch, long Sequence, uint Checksum, ReadOnlyMemory<byte> Bytes)
{
    private const int HeadBytes = 32;
    private const int Version = 1;

    /// <summary>
    /// Who comes next ends a segment with it: what the writer before believes to be the end is so no more.
    /// </summary>
    public static byte[] Fence(long epoch) => new BlobBlock(BlockKind.Fence, default, epoch, 0, 0, default).Write();

    public static byte[] Of(StoreWrite write) => new BlobBlock(
        write is Frame ? BlockKind.Frame : BlockKind.Snapshot, write.Work, write.Epoch, write.Sequence, write.Checksum,
        write.Bytes).Write();

    /// <summary>All blocks of a segment, in order.</summary>
    /// <exception cref="StoreException">A block is damaged: names grain and sequence.</exception>
    public static IEnumerable<BlobBlock> Read(GrainAddress grain, ReadOnlyMemory<byte> segment)
    {
        while (segment.Length > 0)
        {
            var block = ReadOne(grain, segment);
            segment = segment[(HeadBytes + block.Bytes.Length)..];
            yield return block;
        }
    }

    /// <exception cref="StoreException">It is damaged: names grain and sequence.</exception>
    public static BlobBlock ReadOne(GrainAddress grain, ReadOnlyMemory<byte> from)
    {
        var head = from.Span;
        if (head.Length < HeadBytes || head[0] != 'W' || head[1] != Version
            || BinaryPrimitives.ReadUInt32LittleEndian(head[28..]) > head.Length - HeadBytes)
            throw new StoreException(
                $"{grain}: got {head.Length} bytes that are no block, expected one of version {Version}");
        int length = (int)BinaryPrimitives.ReadUInt32LittleEndian(head[28..]);
        var block = new BlobBlock(
            (BlockKind)head[2], (WorkChange)head[3], BinaryPrimitives.ReadInt64LittleEndian(head[8..]),
            BinaryPrimitives.ReadInt64LittleEndian(head[16..]), BinaryPrimitives.ReadUInt32LittleEndian(head[24..]),
            from.Slice(HeadBytes, length));
        if (block.Kind != BlockKind.Fence)
            FrameChecksum.Check(
                grain, block.Kind == BlockKind.Frame ? "frame" : "snapshot", block.Sequence, block.Bytes.Span,
                block.Checksum);
        return block;
    }

    private byte[] Write()
    {
        var to = new byte[HeadBytes + Bytes.Length];
        (to[0], to[1], to[2], to[3]) = ((byte)'W', Version, (byte)Kind, (byte)Work);
        BinaryPrimitives.WriteInt64LittleEndian(to.AsSpan(8), Epoch);
        BinaryPrimitives.WriteInt64LittleEndian(to.AsSpan(16), Sequence);
        BinaryPrimitives.WriteUInt32LittleEndian(to.AsSpan(24), Checksum);
        BinaryPrimitives.WriteUInt32LittleEndian(to.AsSpan(28), (uint)Bytes.Length);
        Bytes.Span.CopyTo(to.AsSpan(HeadBytes));
        return to;
    }
}

/// <summary>What a block is.</summary>
internal enum BlockKind : byte
{
    Frame = 0,
    Fence = 1,
    Snapshot = 2,
}
