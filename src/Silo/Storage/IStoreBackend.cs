using WorldModel.Grains.Hosting;

namespace WorldModel.Silo.Storage;

/// <summary>
/// A kind of store, as far as stores differ: where frames, snapshots and the kept journal stand, and who may write.
/// Queues, group commit and what becomes of a failed commit are <see cref="FrameStore"/>'s, the same over each. A
/// grain is written by whoever opened it last: opening takes a higher epoch by a conditional write, every write names
/// the epoch, and one of an older epoch is refused for that grain alone.
/// </summary>
public interface IStoreBackend : IDisposable
{
    /// <summary>What kind it is, as it stands in health and in messages: <c>sqlite</c>, <c>postgres</c>.</summary>
    string Kind { get; }

    /// <summary>Version of the store's format; another one was refused when it was opened.</summary>
    int FormatVersion { get; }

    /// <summary>Shards, a power of two, fixed when the store was made.</summary>
    int Shards { get; }

    /// <summary>Bytes that it takes, as far as is known without asking.</summary>
    long Bytes { get; }

    /// <summary>
    /// When a commit counts as durable, in the store's own word; null: a write that is answered survives power loss.
    /// </summary>
    string? WeakDurability { get; }

    /// <summary>
    /// How long what was opened is this process's without asking again; null: as long as it runs, since it holds the
    /// whole store.
    /// </summary>
    TimeSpan? LeaseFor { get; }

    /// <summary>The grains that have left something, and those whose long work has not ended, as of now.</summary>
    /// <exception cref="StoreException">The store cannot be asked.</exception>
    Task<StoreListing> List(CancellationToken cancellation = default);

    /// <summary>
    /// Takes a grain's journal over under an epoch higher than any before it, and reads what the store holds of it.
    /// From the conditional write on, appends of who had it before are refused; the answer comes when that one's lease
    /// has run out or was given back, so that it answers no reads either.
    /// </summary>
    /// <exception cref="StoreException">It cannot be read, is damaged, or others keep taking it.</exception>
    Task<GrainContent> Open(GrainAddress grain, CancellationToken cancellation = default);

    /// <summary>Reads what the store holds of a grain and takes nothing over.</summary>
    /// <exception cref="StoreException">It cannot be read, or is damaged: names grain and sequence.</exception>
    Task<Recovery> Read(GrainAddress grain, CancellationToken cancellation = default);

    /// <summary>
    /// Gives a grain back, so that the next writer need not wait. One that has never written leaves no trace. Nothing
    /// happens where somebody else has taken it meanwhile.
    /// </summary>
    Task Release(GrainAddress grain, long epoch, CancellationToken cancellation = default);

    /// <summary>
    /// Writes a batch, durable when this returns. Called by one thread at a time.
    /// </summary>
    /// <returns>
    /// Grains whose writes do not count, with the reason: somebody else has taken them. What was written of them
    /// nevertheless, as where an answer was lost, is what the next opening reads.
    /// </returns>
    /// <exception cref="Exception">Nothing of the batch counts as written.</exception>
    IReadOnlyDictionary<GrainAddress, StoreException> Write(CommitBatch batch);

    /// <summary>Throws where the store cannot be written. Called by the thread that writes.</summary>
    void Probe();

    /// <summary>
    /// Renews what this process has opened, for <see cref="LeaseFor"/> from the beginning of the call on.
    /// </summary>
    /// <param name="held">What it has opened, with the epochs.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <returns>Those of them that somebody else has taken meanwhile.</returns>
    /// <exception cref="StoreException">The store cannot be asked: nothing is renewed.</exception>
    Task<IReadOnlyCollection<GrainAddress>> Renew(
        IReadOnlyDictionary<GrainAddress, long> held, CancellationToken cancellation = default);

    /// <summary>The kept journal as of now, to read only.</summary>
    /// <exception cref="StoreException">The store cannot be asked.</exception>
    IKeptJournal OpenKept();
}

/// <summary>Opens, or makes, a store of a kind other than the data directory's own.</summary>
public interface IStoreProvider
{
    /// <summary>What it is called in messages; holds no secret.</summary>
    string Name { get; }

    /// <exception cref="StoreException">Not there, of another format, schema or shard count, or damaged.</exception>
    Task<IStoreBackend> Open(StoreSettings settings, CancellationToken cancellation = default);

    /// <summary>The journal that a store keeps, read only, beside silos that may be running.</summary>
    /// <exception cref="StoreException">There is none, or it is of another format.</exception>
    IKeptJournal OpenKept();
}

/// <summary>What a store holds, by name.</summary>
/// <param name="Grains">Grains that have left something.</param>
/// <param name="Work">Those of them whose long work has not ended.</param>
public sealed record StoreListing(IReadOnlyCollection<GrainAddress> Grains, IReadOnlyCollection<GrainAddress> Work);

/// <summary>What a store holds of one grain, and where its journal goes on.</summary>
/// <param name="Epoch">The epoch taken; 0 where none was.</param>
/// <param name="Position">Where its journal stands.</param>
/// <param name="Recovery">Its last snapshot, and the frames after it.</param>
public sealed record GrainContent(long Epoch, JournalPosition Position, Recovery Recovery)
{
    /// <summary>Whether it has long work that has not ended; null: what was listed last holds.</summary>
    public bool? HasWork { get; init; }
}

/// <summary>Where a grain's journal stands; all zero: nothing was ever written.</summary>
public sealed record JournalPosition
{
    public static JournalPosition Empty { get; } = new();

    public long LastSequence { get; init; }

    /// <summary>The frame up to which the last snapshot goes.</summary>
    public long SnapshotSequence { get; init; }

    /// <summary>Bytes of the last snapshot, 0 where there is none.</summary>
    public long SnapshotBytes { get; init; }

    /// <summary>Bytes of frames since the last snapshot: what a recovery has to replay.</summary>
    public long BytesSinceSnapshot { get; init; }

    /// <summary>Bytes of frames since the last base: what a replay from there has to read.</summary>
    public long BytesSinceBase { get; init; }

    /// <summary>Bytes of the last base, 0 where there is none.</summary>
    public long BaseBytes { get; init; }

    /// <summary>Where it stands after a snapshot that is the first thing found.</summary>
    public static JournalPosition Snapshotted(long sequence, long bytes, long sinceBase) => new()
    {
        LastSequence = sequence,
        SnapshotSequence = sequence,
        SnapshotBytes = bytes,
        BytesSinceBase = sinceBase,
    };

    /// <summary>Where it stands after one more frame.</summary>
    /// <exception cref="StoreException">The frame is not the next one.</exception>
    public JournalPosition After(GrainAddress grain, long sequence, long bytes) =>
        sequence == LastSequence + 1
            ? this with
            {
                LastSequence = sequence,
                BytesSinceSnapshot = BytesSinceSnapshot + bytes,
                BytesSinceBase = BytesSinceBase + bytes,
            }
            : throw new StoreException(
                $"{grain}: got frame {sequence} after {LastSequence}, expected {LastSequence + 1}");

    /// <summary>Compares with what the store believes to be the last frame.</summary>
    /// <exception cref="StoreException">It is another: frames are missing at the end.</exception>
    public void CheckLast(GrainAddress grain, long last)
    {
        if (LastSequence != last)
            throw new StoreException($"{grain}: got {LastSequence} as the last frame, expected {last}");
    }
}
