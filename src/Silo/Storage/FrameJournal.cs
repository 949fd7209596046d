using WorldModel.Grains.Hosting;

namespace WorldModel.Silo.Storage;

/// <summary>
/// The journal of one grain in a <see cref="FrameStore"/>, as it was opened under an epoch. Appending copies the record
/// into the grain's frame of the batch that the next commit writes.
/// </summary>
public sealed class FrameJournal : IJournal
{
    private readonly FrameStore _store;
    private StoreException? _loss;

    internal FrameJournal(FrameStore store, GrainAddress grain, long epoch, JournalPosition position)
    {
        (_store, Grain, Epoch) = (store, grain, epoch);
        LastSequence = position.LastSequence;
        SnapshotBytes = position.SnapshotBytes;
        BytesSinceSnapshot = position.BytesSinceSnapshot;
        BytesSinceBase = position.BytesSinceBase;
        BaseBytes = position.BaseBytes;
    }

    public GrainAddress Grain { get; }

    public long Epoch { get; }

    /// <summary>Bytes of frames since the last snapshot: what a recovery would have to replay.</summary>
    public long BytesSinceSnapshot { get; internal set; }

    /// <summary>Bytes of the last snapshot, 0 where there is none.</summary>
    public long SnapshotBytes { get; internal set; }

    /// <summary>Bytes of frames since the last base: what a replay from there has to read.</summary>
    public long BytesSinceBase { get; internal set; }

    /// <summary>Bytes of the last base, 0 where there is none.</summary>
    public long BaseBytes { get; internal set; }

    /// <summary>
    /// A commit of it failed, somebody else has taken it, or its lease could not be renewed in time: nothing more is
    /// taken. Its grain may be ahead of the store or behind it: it answers nothing any more, reads neither, and must
    /// be made again with another journal.
    /// </summary>
    public bool IsLost => Loss is not null;

    /// <summary>Why it is lost; null where it is not.</summary>
    public StoreException? Loss => Volatile.Read(ref _loss) ?? _store.Lapse;

    internal long LastSequence { get; set; }

    /// <summary>The frame that further records join, while its batch has not been taken by the writer.</summary>
    internal Frame? Open { get; set; }

    internal CommitBatch? OpenIn { get; set; }

    public CommitTicket Append(ReadOnlySpan<byte> record, WorkChange work = WorkChange.None) =>
        _store.Append(this, record, work);

    /// <summary>
    /// Writes a snapshot that stands for all records appended until now. Called on the grain's turn, in the same
    /// synchronous section in which the bytes were taken.
    /// </summary>
    /// <param name="bytes">The grain's whole state.</param>
    /// <param name="erase">
    /// Nothing from before is kept, whatever the retention: something in it was to be forgotten.
    /// </param>
    public CommitTicket Snapshot(ReadOnlyMemory<byte> bytes, bool erase = false) => _store.Snapshot(this, bytes, erase);

    /// <returns>Whether it was not lost before.</returns>
    internal bool Lose(StoreException cause) => Interlocked.CompareExchange(ref _loss, cause, null) is null;
}

/// <summary>A grain's journal taken over, and what the store holds of it.</summary>
/// <param name="Journal">To append to.</param>
/// <param name="Recovery">To replay first.</param>
public sealed record OpenedJournal(FrameJournal Journal, Recovery Recovery);
