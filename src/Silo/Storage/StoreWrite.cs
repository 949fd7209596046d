using WorldModel.Grains.Hosting;

namespace WorldModel.Silo.Storage;

/// <summary>
/// One thing that a commit writes for a grain: a <see cref="Frame"/> or a <see cref="SnapshotWrite"/>. Its ticket is
/// kept or fails with it.
/// </summary>
/// <param name="grain">Whose it is.</param>
/// <param name="epoch">
/// The epoch under which the writer opened the grain's journal: where the store knows a higher one it refuses.
/// </param>
public abstract class StoreWrite(GrainAddress grain, long epoch)
{
    private readonly TaskCompletionSource _durable = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public GrainAddress Grain { get; } = grain;

    public long Epoch { get; } = epoch;

    /// <summary>A frame's own number; of a snapshot the last frame that it stands for.</summary>
    public abstract long Sequence { get; }

    public abstract ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>What it says about the grain's place in the list of long work.</summary>
    public abstract WorkChange Work { get; }

    /// <summary>What stands beside the bytes in every store, so that damage is found.</summary>
    public uint Checksum => FrameChecksum.Of(Grain, Sequence, Bytes.Span);

    internal Task Durable => _durable.Task;

    internal void Keep() => _durable.SetResult();

    internal void Fail(Exception cause)
    {
        _durable.SetException(cause);
        // Nobody may be waiting: that is no fault of its own.
        _ = _durable.Task.Exception;
    }
}

/// <summary>A grain's whole state after its frame of this sequence, which stands for the frames before it.</summary>
public sealed class SnapshotWrite(GrainAddress grain, long epoch, long sequence, ReadOnlyMemory<byte> bytes)
    : StoreWrite(grain, epoch)
{
    public override long Sequence => sequence;

    public override ReadOnlyMemory<byte> Bytes => bytes;

    /// <summary>Nothing, unless the snapshot is a copy's: there no frame may be left to say it.</summary>
    public override WorkChange Work => Copied;

    /// <inheritdoc cref="Work"/>
    public WorkChange Copied { get; init; }

    /// <summary>What becomes of the frames that it stands for.</summary>
    public JournalRetention Journal { get; init; } = JournalRetention.Nothing;

    /// <summary>Bytes of frames since the last base, this snapshot's included.</summary>
    public long SinceBase { get; init; }

    /// <summary>The day (UTC, day number) on which the snapshot is kept as a base too; null: it is not.</summary>
    public int? BaseDay { get; init; }

    /// <summary>
    /// Nothing from before is kept: kept frames up to this one go, and bases before it; null: some is kept.
    /// </summary>
    public long? DropsAll => Journal.Keeps ? null : BaseDay is null ? Sequence + 1 : Sequence;

    /// <summary>
    /// What lies behind the newest base of this day, or of one before it, goes; null: nothing does.
    /// </summary>
    public int? DropsBehindDay => Journal.Days is { } days && BaseDay is { } today ? today - days : null;
}
