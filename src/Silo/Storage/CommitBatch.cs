using WorldModel.Grains.Hosting;

namespace WorldModel.Silo.Storage;

/// <summary>
/// Everything that one transaction writes, in order: frames, and snapshots that stand for frames before them.
/// </summary>
internal sealed class CommitBatch
{
    private readonly TaskCompletionSource _durable = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public List<object> Writes { get; } = [];

    public Task Durable => _durable.Task;

    public void Keep() => _durable.SetResult();

    public void Fail(Exception cause)
    {
        _durable.SetException(cause);
        // Nobody may be waiting: that is no fault of its own.
        _ = _durable.Task.Exception;
    }
}

/// <summary>A grain's whole state after its frame of this sequence.</summary>
/// <param name="Grain">The grain.</param>
/// <param name="Sequence">The last frame that the snapshot stands for.</param>
/// <param name="Bytes">The state.</param>
/// <param name="Truncates">Rows of the frames that it takes the place of.</param>
internal sealed record SnapshotWrite(GrainAddress Grain, long Sequence, ReadOnlyMemory<byte> Bytes, long[] Truncates)
{
    /// <summary>What becomes of those frames.</summary>
    public JournalRetention Journal { get; init; } = JournalRetention.Nothing;

    /// <summary>Bytes of frames since the last base, this snapshot's included.</summary>
    public long SinceBase { get; init; }

    /// <summary>The day on which the snapshot is kept as a base too; null: it is not.</summary>
    public int? BaseDay { get; init; }
}

/// <summary>A frame with the row that it takes in the store.</summary>
internal sealed record FrameWrite(Frame Frame, long Row);
