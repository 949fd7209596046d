using System.Collections.Concurrent;
using System.Diagnostics;
using WorldModel.Grains.Hosting;

namespace WorldModel.Silo.Storage;

/// <summary>
/// The journals of grains in a store of any kind, with group commit: one thread writes in one commit everything that
/// was appended while the last commit ran. Where a commit fails, what it held and what was queued behind it is lost:
/// the journals that it was appended to are lost with it, and whoever owns them starts again from what the store
/// holds. Others go on, and the next commit is tried as if nothing had happened. Where the store refuses one grain,
/// since somebody else has taken it, that grain's journal alone is lost.
/// </summary>
public sealed class FrameStore : IDisposable
{
    private readonly Lock _lock = new();
    private readonly IStoreBackend _backend;
    private readonly ConcurrentDictionary<GrainAddress, FrameJournal> _journals = new();
    private readonly ConcurrentDictionary<GrainAddress, bool> _left = new();
    private readonly ConcurrentDictionary<GrainAddress, bool> _work = new();
    private readonly HashSet<GrainAddress> _durableWork;
    // Not a semaphore of the runtime's: its waits spin first, on cores that callers need.
    private readonly AutoResetEvent _filled = new(false);
    private bool _isFilled;
    private readonly Thread _thread;
    private readonly StoreLease? _lease;
    private readonly Metrics? _metrics;
    private readonly StoreSettings _settings;
    private CommitBatch _batch = new();
    private StoreException? _failure;
    private bool _closing;

    private FrameStore(IStoreBackend backend, StoreListing listing, StoreSettings settings, Metrics? metrics)
    {
        (_backend, _settings, _metrics) = (backend, settings, metrics);
        _durableWork = [.. listing.Work];
        foreach (var grain in listing.Grains)
            _left[grain] = true;
        foreach (var grain in listing.Work)
            _work[grain] = true;
        if (backend.LeaseFor is { } lease)
            _lease = new StoreLease(backend, lease, settings.Time, metrics, () => _journals, Fence);
        _thread = new Thread(Run) { Name = "store writer", IsBackground = true };
        _thread.Start();
    }

    /// <summary>What kind of store it is.</summary>
    public string Kind => _backend.Kind;

    public int FormatVersion => _backend.FormatVersion;

    public int Shards => _backend.Shards;

    /// <summary>What a commit does not wait for, in the store's own word; null: it survives power loss.</summary>
    public string? WeakDurability => _backend.WeakDurability;

    public JournalRetention Retention => _settings.Journal;

    public long Commits { get; private set; }

    public long Frames { get; private set; }

    public long Bytes => _backend.Bytes;

    /// <summary>Why the last commit failed; null where it did not.</summary>
    public StoreException? Failure => Volatile.Read(ref _failure) ?? Lapse;

    /// <summary>Why nothing that was opened is this process's any more; null where it is.</summary>
    internal StoreException? Lapse => _lease?.Lapse;

    /// <summary>The process's lease; null where the store is one process's alone.</summary>
    internal StoreLease? Lease => _lease;

    /// <summary>Called on the writer's thread with a grain whose long work has just been listed, durably.</summary>
    public Action<GrainAddress>? WorkListed { get; set; }

    /// <summary>Opens the store of a data directory, or makes it.</summary>
    /// <exception cref="StoreException">In use, of another format, schema or shard count, or damaged.</exception>
    public static FrameStore Open(StoreOptions options, Metrics? metrics = null) =>
        Open(SqliteBackend.Open(options), options, metrics).GetAwaiter().GetResult();

    /// <summary>Opens the store that a provider names.</summary>
    /// <exception cref="StoreException">Not there, of another format, schema or shard count, or damaged.</exception>
    public static async Task<FrameStore> Open(
        IStoreProvider provider, StoreSettings settings, Metrics? metrics = null,
        CancellationToken cancellation = default) =>
        await Open(await provider.Open(settings, cancellation), settings, metrics, cancellation);

    private static async Task<FrameStore> Open(
        IStoreBackend backend, StoreSettings settings, Metrics? metrics, CancellationToken cancellation = default)
    {
        try
        {
            var store = new FrameStore(backend, await backend.List(cancellation), settings, metrics);
            await (store._lease?.Start() ?? Task.CompletedTask);
            return store;
        }
        catch
        {
            backend.Dispose();
            throw;
        }
    }

    /// <summary>
    /// The grains that have left something: those that the store held when it was opened, and those of this process.
    /// </summary>
    public IEnumerable<GrainAddress> Grains =>
        _left.Keys.Union(_journals.Where(entry => HasWritten(entry.Value)).Select(entry => entry.Key));

    public bool Knows(GrainAddress grain) =>
        _left.ContainsKey(grain) || (_journals.TryGetValue(grain, out var journal) && HasWritten(journal));

    /// <summary>The grains whose long work has not ended, as far as this process has seen.</summary>
    public ICollection<GrainAddress> Work => _work.Keys;

    public bool HasWork(GrainAddress grain) => _work.ContainsKey(grain);

    /// <summary>Asks the store itself which grains it holds, and which have work: other processes' too.</summary>
    /// <exception cref="StoreException">It cannot be asked.</exception>
    public Task<StoreListing> List(CancellationToken cancellation = default) => _backend.List(cancellation);

    /// <summary>
    /// Takes a grain's journal over, under an epoch higher than any before it. A journal of it that this process still
    /// has is lost first, when what was appended to it is written.
    /// </summary>
    /// <exception cref="StoreException">It cannot be read, or is damaged: names grain and sequence.</exception>
    public async ValueTask<OpenedJournal> Open(GrainAddress grain, CancellationToken cancellation = default)
    {
        if (Journal(grain) is { IsLost: false })
        {
            Lose(grain, new StoreException($"{grain}: was opened again"));
            await Flush().WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        // A process that stood still takes nothing from others before it knows that it is still one of them.
        if (Lapse is not null)
            await _lease!.Renew(cancellation);
        long renewals = _lease?.Ended ?? 0;
        var content = await _backend.Open(grain, cancellation);
        var journal = new FrameJournal(this, grain, content.Epoch, content.Position);
        lock (_lock)
        {
            Forget(grain, new StoreException($"{grain}: was opened again"));
            _journals[grain] = journal;
            if (content.HasWork is { } hasWork)
                List(grain, hasWork ? WorkChange.Pending : WorkChange.Done);
            if (content.Position.LastSequence > 0)
                _left[grain] = true;
        }
        // A renewal that passed it by, or is just doing so, does not know whether it was taken again meanwhile.
        if (_lease is not null && _lease.Begun != renewals)
            await _lease.Renew(cancellation);
        return new OpenedJournal(journal, content.Recovery);
    }

    /// <summary>The journal of a grain that this process has opened; null where it has not, or it was lost.</summary>
    internal FrameJournal? Journal(GrainAddress grain) => _journals.GetValueOrDefault(grain);

    /// <summary>Reads what the store holds of a grain, and takes nothing over.</summary>
    /// <exception cref="StoreException">A frame or the snapshot is damaged: names grain and sequence.</exception>
    public Task<Recovery> Read(GrainAddress grain, CancellationToken cancellation = default) =>
        _backend.Read(grain, cancellation);

    /// <summary>
    /// Gives a journal back when what was appended to it is durable: whoever opens the grain next, here or elsewhere,
    /// need not wait. Nothing more is taken.
    /// </summary>
    public async Task Release(FrameJournal journal, CancellationToken cancellation = default)
    {
        await Flush().WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var loss = journal.Loss;
        // Lost without having been told so: the lease has run out.
        if (journal.Lose(loss ?? new StoreException($"{journal.Grain}: was given back")) && loss is not null)
            _metrics?.Fenced(Fencing.Lapsed);
        lock (_lock)
            _journals.TryRemove(KeyValuePair.Create(journal.Grain, journal));
        if (loss is null)
            await _backend.Release(journal.Grain, journal.Epoch, cancellation);
    }

    /// <summary>Forgets a journal that nothing was ever written to.</summary>
    public void DropEmpty(GrainAddress grain)
    {
        lock (_lock)
        {
            if (_journals.TryGetValue(grain, out var journal) && journal.LastSequence == 0
                && _journals.TryRemove(KeyValuePair.Create(grain, journal)))
                _ = _backend.Release(grain, journal.Epoch);
        }
    }

    /// <summary>Waits until all that was appended is durable.</summary>
    public Task Flush()
    {
        lock (_lock)
        {
            Fill();
            return _batch.Durable;
        }
    }

    /// <summary>After a failed commit: finds out whether the store can be written again. Throws nothing.</summary>
    public async Task TryAgain() => await Flush().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>The kept journal as of now, to read only.</summary>
    public IKeptJournal OpenKept() => _backend.OpenKept();

    /// <summary>Writes what is queued, and closes.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_closing)
                return;
            _closing = true;
            Fill();
        }
        _thread.Join();
        _lease?.Dispose();
        _filled.Dispose();
        _backend.Dispose();
    }

    internal CommitTicket Append(FrameJournal journal, ReadOnlySpan<byte> record, WorkChange work)
    {
        lock (_lock)
        {
            if ((Refusal(journal) ?? Stray(journal)) is { } refused)
                return new CommitTicket(Task.FromException(refused));
            if (journal.OpenIn != _batch || journal.Open is null)
                OpenFrame(journal);
            journal.Open!.Add(record, work);
            journal.BytesSinceSnapshot += record.Length;
            journal.BytesSinceBase += record.Length;
            Note(journal.Grain, work);
            Fill();
            return new CommitTicket(journal.Open.Durable, needsTurn: false);
        }
    }

    internal CommitTicket Snapshot(FrameJournal journal, ReadOnlyMemory<byte> bytes, bool erase)
    {
        lock (_lock)
        {
            if (Refusal(journal) is { } refused)
                return new CommitTicket(Task.FromException(refused));
            var write = SnapshotOf(journal, bytes, erase ? JournalRetention.Nothing : _settings.Journal);
            _batch.Add(write);
            journal.Open = null;
            journal.SnapshotBytes = bytes.Length;
            journal.BytesSinceSnapshot = 0;
            Fill();
            return new CommitTicket(write.Durable);
        }
    }

    /// <summary>
    /// A snapshot is kept as a base when enough was written since the last one, and where there is none or everything
    /// before is dropped: replays begin at bases.
    /// </summary>
    private SnapshotWrite SnapshotOf(FrameJournal journal, ReadOnlyMemory<byte> bytes, JournalRetention retention)
    {
        var isDue = journal.BaseBytes == 0
            || journal.BytesSinceBase >= Math.Max(_settings.BaseBytes, journal.BaseBytes);
        var isBase = _settings.Journal.Keeps && (isDue || !retention.Keeps);
        if (isBase)
            (journal.BytesSinceBase, journal.BaseBytes) = (0, bytes.Length);
        return new SnapshotWrite(journal.Grain, journal.Epoch, journal.LastSequence, bytes)
        {
            Journal = retention,
            SinceBase = journal.BytesSinceBase,
            BaseDay = isBase ? DateOnly.FromDateTime(_settings.Time.GetUtcNow().UtcDateTime).DayNumber : null,
        };
    }

    private void OpenFrame(FrameJournal journal)
    {
        journal.Open = new Frame(journal.Grain, journal.Epoch, ++journal.LastSequence);
        journal.OpenIn = _batch;
        _batch.Add(journal.Open);
    }

    private StoreException? Refusal(FrameJournal journal) =>
        journal.Loss ?? (_closing ? new StoreException("the store is closing: nothing more is written") : null);

    private static bool HasWritten(FrameJournal journal) => journal.LastSequence > 0 && !journal.IsLost;

    /// <summary>
    /// A grain that was dropped as empty may still get its first record, by a call that was on its way: its journal
    /// counts again, unless another has taken its place meanwhile. Two would number their frames alike.
    /// </summary>
    private StoreException? Stray(FrameJournal journal) =>
        journal.LastSequence > 0 || _journals.GetOrAdd(journal.Grain, journal) == journal
            ? null
            : new StoreException($"{journal.Grain}: was dropped before its first record");

    private void Note(GrainAddress grain, WorkChange work)
    {
        if (work == WorkChange.Pending)
            _work[grain] = true;
        if (work == WorkChange.Done)
            _work.TryRemove(grain, out _);
    }

    private void Fill()
    {
        if (_isFilled)
            return;
        _isFilled = true;
        _filled.Set();
    }

    private void Run()
    {
        while (true)
        {
            _filled.WaitOne();
            var (batch, last) = Take();
            Commit(batch);
            if (last)
                return;
        }
    }

    private (CommitBatch Batch, bool Last) Take()
    {
        lock (_lock)
        {
            var batch = _batch;
            _batch = new CommitBatch();
            _isFilled = false;
            return (batch, _closing);
        }
    }

    private void Commit(CommitBatch batch)
    {
        IReadOnlyDictionary<GrainAddress, StoreException> refused;
        try
        {
            refused = Write(batch);
        }
        catch (Exception cause)
        {
            Lose(batch, new StoreException(
                $"a commit of {batch.Writes.Count} frames failed: {cause.Message}", cause));
            return;
        }
        foreach (var (grain, cause) in refused)
            Refuse(grain, cause);
        var listed = Settle(batch, refused);
        Volatile.Write(ref _failure, null);
        batch.Keep(refused);
        foreach (var grain in listed)
            WorkListed?.Invoke(grain);
    }

    private IReadOnlyDictionary<GrainAddress, StoreException> Write(CommitBatch batch)
    {
        if (batch.Writes.Count == 0)
        {
            if (_failure is not null)
                _backend.Probe();
            return System.Collections.Frozen.FrozenDictionary<GrainAddress, StoreException>.Empty;
        }
        long start = Stopwatch.GetTimestamp();
        var refused = _backend.Write(batch);
        Commits++;
        Frames += batch.Writes.Count;
        _metrics?.Committed(batch.Writes.Count, Stopwatch.GetElapsedTime(start));
        return refused;
    }

    /// <summary>Notes what is durable now; answers the grains whose work was listed by it.</summary>
    private HashSet<GrainAddress> Settle(CommitBatch batch, IReadOnlyDictionary<GrainAddress, StoreException> refused)
    {
        var listed = new HashSet<GrainAddress>();
        foreach (var write in batch.Writes)
        {
            if (refused.Count > 0 && refused.ContainsKey(write.Grain))
                continue;
            _left.TryAdd(write.Grain, true);
            if (write.Work == WorkChange.None)
                continue;
            lock (_durableWork)
                _ = write.Work == WorkChange.Pending ? _durableWork.Add(write.Grain) : _durableWork.Remove(write.Grain);
            if (write.Work == WorkChange.Pending)
                listed.Add(write.Grain);
        }
        return listed;
    }

    /// <summary>
    /// What was queued behind a failed commit is lost with it: a journal that went on past what is missing would have a
    /// gap.
    /// </summary>
    private void Lose(CommitBatch failed, StoreException failure)
    {
        CommitBatch behind;
        lock (_lock)
        {
            behind = _batch;
            _batch = new CommitBatch();
            Volatile.Write(ref _failure, failure);
            foreach (var write in failed.Writes.Concat(behind.Writes))
                Forget(write.Grain, failure);
            _work.Clear();
            lock (_durableWork)
            {
                foreach (var grain in _durableWork)
                    _work[grain] = true;
            }
        }
        failed.Fail(failure);
        behind.Fail(failure);
    }

    /// <summary>One grain's journal is lost; what it queued will be refused when its turn comes.</summary>
    private void Lose(GrainAddress grain, StoreException cause)
    {
        lock (_lock)
            Forget(grain, cause);
    }

    private void Fence(GrainAddress grain, StoreException cause, Fencing why)
    {
        lock (_lock)
        {
            if (Forget(grain, cause))
                _metrics?.Fenced(why);
        }
    }

    private void Refuse(GrainAddress grain, StoreException cause)
    {
        lock (_lock)
        {
            Fence(grain, cause, Fencing.Taken);
            lock (_durableWork)
                Note(grain, _durableWork.Contains(grain) ? WorkChange.Pending : WorkChange.Done);
        }
    }

    /// <summary>What the store itself says of a grain's work.</summary>
    private void List(GrainAddress grain, WorkChange work)
    {
        Note(grain, work);
        lock (_durableWork)
            _ = work == WorkChange.Pending ? _durableWork.Add(grain) : _durableWork.Remove(grain);
    }

    /// <returns>Whether it was not lost before.</returns>
    private bool Forget(GrainAddress grain, StoreException cause) =>
        _journals.TryRemove(grain, out var journal) && journal.Lose(cause);
}
