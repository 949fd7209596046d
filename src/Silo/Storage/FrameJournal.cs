using WorldModel.Grains.Hosting;

namespace WorldModel.Silo.Storage;

/// <summary>
/// The journal of one grain in a <see cref="FrameStore"/>. Appending copies the record into the grain's frame of the
/// batch that the next transaction writes.
/// </summary>
public sealed class FrameJournal : IJournal
{
    private readonly FrameStore _store;
    private bool _isLost;

    internal FrameJournal(FrameStore store, GrainAddress grain) => (_store, Grain) = (store, grain);

    public GrainAddress Grain { get; }

    public long Epoch => _store.Epoch;

    /// <summary>Bytes of frames since the last snapshot: what a recovery would have to replay.</summary>
    public long BytesSinceSnapshot { get; internal set; }

    /// <summary>Bytes of the last snapshot, 0 where there is none.</summary>
    public long SnapshotBytes { get; internal set; }

    /// <summary>Bytes of frames since the last base: what a replay from there has to read.</summary>
    public long BytesSinceBase { get; internal set; }

    /// <summary>Bytes of the last base, 0 where there is none.</summary>
    public long BaseBytes { get; internal set; }

    /// <summary>
    /// A commit of it failed: nothing more is taken. Its grain is ahead of the store and must be made again, with
    /// another journal.
    /// </summary>
    public bool IsLost
    {
        get => Volatile.Read(ref _isLost);
        internal set => Volatile.Write(ref _isLost, value);
    }

    /// <summary>Whether it is known what the store holds of the grain.</summary>
    internal bool IsLocated { get; set; } = true;

    internal long LastSequence { get; set; }

    internal long SnapshotSequence { get; set; }

    /// <summary>Rows of the frames that the last snapshot does not stand for, oldest first.</summary>
    internal List<long> Rows { get; set; } = [];

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
}
