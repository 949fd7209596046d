using System.Collections.Concurrent;
using System.Diagnostics;
using WorldModel.Grains.Hosting;

namespace WorldModel.Silo.Storage;

/// <summary>
/// The journals of all grains in one SQLite file, with group commit: one thread writes in one transaction everything
/// that was appended while the last transaction ran. Where a commit fails, what it held and what was queued behind it
/// is lost: the journals that it was appended to are lost with it, and whoever owns them starts again from what the
/// store holds. Others go on, and the next commit is tried as if nothing had happened.
/// </summary>
public sealed class FrameStore : IDisposable
{
    private readonly Lock _lock = new();
    private readonly DirectoryLock _directory;
    private readonly StoreDatabase _database;
    private readonly Dictionary<GrainAddress, long> _ids;
    private readonly ConcurrentDictionary<GrainAddress, FrameJournal> _journals = new();
    private readonly ConcurrentDictionary<GrainAddress, bool> _work = new();
    private readonly HashSet<GrainAddress> _durableWork = [];
    private readonly SemaphoreSlim _filled = new(0, 1);
    private readonly Thread _thread;
    private readonly Metrics? _metrics;
    private readonly StoreOptions _options;
    private CommitBatch _batch = new();
    private StoreWriter? _writer;
    private StoreException? _failure;
    private long _lastRow;
    private bool _closing;

    private FrameStore(DirectoryLock directory, StoreDatabase database, StoreOptions options, Metrics? metrics)
    {
        _options = options;
        _directory = directory;
        _database = database;
        _metrics = metrics;
        var connection = database.Connect();
        _ids = StoreReader.Grains(connection);
        Locate(connection);
        _writer = new StoreWriter(connection, _ids);
        _thread = new Thread(Run) { Name = "store writer", IsBackground = true };
        _thread.Start();
    }

    public int Shards => _database.Shards;

    /// <summary>Which start of the store this is: raised whenever it is opened.</summary>
    public long Epoch => _database.Epoch;

    public Synchronous Synchronous => _options.Synchronous;

    public JournalRetention Retention => _options.Journal;

    public long Commits { get; private set; }

    public long Frames { get; private set; }

    public long Bytes => _database.Bytes;

    /// <summary>Why the last commit failed; null where it did not.</summary>
    public StoreException? Failure => Volatile.Read(ref _failure);

    /// <summary>Called on the writer's thread with a grain whose long work has just been listed, durably.</summary>
    public Action<GrainAddress>? WorkListed { get; set; }

    /// <summary>Opens the store of a data directory, or makes it.</summary>
    /// <exception cref="StoreException">In use, of another format, schema or shard count, or damaged.</exception>
    public static FrameStore Open(StoreOptions options, Metrics? metrics = null)
    {
        Directory.CreateDirectory(options.Directory);
        var held = DirectoryLock.Take(options.Directory);
        try
        {
            return new FrameStore(held, StoreDatabase.Open(options), options, metrics);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>The grains that have left something in the store.</summary>
    public IEnumerable<GrainAddress> Grains =>
        _journals.Where(entry => HasLeft(entry.Value)).Select(entry => entry.Key);

    public bool Knows(GrainAddress grain) => _journals.TryGetValue(grain, out var journal) && HasLeft(journal);

    /// <summary>The grains whose long work has not ended.</summary>
    public ICollection<GrainAddress> Work => _work.Keys;

    public bool HasWork(GrainAddress grain) => _work.ContainsKey(grain);

    public FrameJournal Journal(GrainAddress grain) => _journals.GetOrAdd(grain, g => new FrameJournal(this, g));

    /// <summary>Forgets a journal that nothing was ever written to.</summary>
    public void DropEmpty(GrainAddress grain)
    {
        lock (_lock)
        {
            if (_journals.TryGetValue(grain, out var journal) && journal is { LastSequence: 0, IsLocated: true })
                _journals.TryRemove(KeyValuePair.Create(grain, journal));
        }
    }

    /// <summary>Reads what the store holds of a grain. Nothing may be appended to its journal meanwhile.</summary>
    /// <exception cref="StoreException">A frame or the snapshot is damaged: names grain and sequence.</exception>
    public Recovery Recover(GrainAddress grain)
    {
        var journal = Journal(grain);
        if (journal is { LastSequence: 0, IsLocated: true })
            return new Recovery(grain, null, []);
        try
        {
            using var connection = _database.Connect();
            if (!journal.IsLocated)
                Locate(connection, journal);
            return StoreReader.Recover(connection, journal, IdOf(grain));
        }
        catch (Microsoft.Data.Sqlite.SqliteException cause)
        {
            throw new StoreException($"{grain}: could not be read: {cause.Message}", cause);
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
        _filled.Dispose();
        _directory.Dispose();
    }

    internal CommitTicket Append(FrameJournal journal, ReadOnlySpan<byte> record, WorkChange work)
    {
        lock (_lock)
        {
            if ((Refusal(journal) ?? Stray(journal)) is { } refused)
                return new CommitTicket(refused);
            if (journal.OpenIn != _batch || journal.Open is null)
                OpenFrame(journal);
            journal.Open!.Add(record, work);
            journal.BytesSinceSnapshot += record.Length;
            journal.BytesSinceBase += record.Length;
            Note(journal.Grain, work);
            Fill();
            return new CommitTicket(_batch.Durable);
        }
    }

    internal CommitTicket Snapshot(FrameJournal journal, ReadOnlyMemory<byte> bytes, bool erase)
    {
        lock (_lock)
        {
            if (Refusal(journal) is { } refused)
                return new CommitTicket(refused);
            _batch.Writes.Add(SnapshotOf(journal, bytes, erase ? JournalRetention.Nothing : _options.Journal));
            journal.Rows = [];
            journal.Open = null;
            journal.SnapshotSequence = journal.LastSequence;
            journal.SnapshotBytes = bytes.Length;
            journal.BytesSinceSnapshot = 0;
            Fill();
            return new CommitTicket(_batch.Durable);
        }
    }

    /// <summary>
    /// A snapshot is kept as a base when enough was written since the last one, and where there is none or everything
    /// before is dropped: replays begin at bases.
    /// </summary>
    private SnapshotWrite SnapshotOf(FrameJournal journal, ReadOnlyMemory<byte> bytes, JournalRetention retention)
    {
        var isDue = journal.BaseBytes == 0 || journal.BytesSinceBase >= Math.Max(_options.BaseBytes, journal.BaseBytes);
        var isBase = _options.Journal.Keeps && (isDue || !retention.Keeps);
        if (isBase)
            (journal.BytesSinceBase, journal.BaseBytes) = (0, bytes.Length);
        return new SnapshotWrite(journal.Grain, journal.LastSequence, bytes, [.. journal.Rows])
        {
            Journal = retention,
            SinceBase = journal.BytesSinceBase,
            BaseDay = isBase ? DateOnly.FromDateTime(_options.Time.GetUtcNow().UtcDateTime).DayNumber : null,
        };
    }

    private void OpenFrame(FrameJournal journal)
    {
        journal.Open = new Frame(journal.Grain, ++journal.LastSequence);
        journal.OpenIn = _batch;
        journal.Rows.Add(++_lastRow);
        _batch.Writes.Add(new FrameWrite(journal.Open, _lastRow));
    }

    private Task? Refusal(FrameJournal journal) =>
        journal.IsLost ? Task.FromException(
            _failure ?? new StoreException($"{journal.Grain}: a commit failed, and the grain starts again"))
        : _closing ? Task.FromException(new StoreException("the store is closing: nothing more is written"))
        : null;

    /// <summary>Whether a grain has left something; after a loss: has ever, as where is not looked up yet.</summary>
    private bool HasLeft(FrameJournal journal) =>
        journal.LastSequence > 0 || (!journal.IsLocated && IdOf(journal.Grain) is not null);

    /// <summary>
    /// A grain that was dropped as empty may still get its first record, by a call that was on its way: its journal
    /// counts again, unless another has taken its place meanwhile. Two would number their frames alike.
    /// </summary>
    private Task? Stray(FrameJournal journal) =>
        journal.LastSequence > 0 || _journals.GetOrAdd(journal.Grain, journal) == journal
            ? null
            : Task.FromException(new StoreException($"{journal.Grain}: was dropped before its first record"));

    private void Note(GrainAddress grain, WorkChange work)
    {
        if (work == WorkChange.Pending)
            _work[grain] = true;
        if (work == WorkChange.Done)
            _work.TryRemove(grain, out _);
    }

    private void Fill()
    {
        if (_filled.CurrentCount == 0)
            _filled.Release();
    }

    private void Locate(Microsoft.Data.Sqlite.SqliteConnection connection)
    {
        var byId = new Dictionary<long, FrameJournal>();
        foreach (var (grain, id) in _ids)
            byId.Add(id, Journal(grain));
        StoreReader.Locate(connection, byId);
        _lastRow = byId.Values.SelectMany(journal => journal.Rows).DefaultIfEmpty().Max();
        foreach (long id in StoreReader.Work(connection))
        {
            _work[byId[id].Grain] = true;
            _durableWork.Add(byId[id].Grain);
        }
    }

    /// <summary>Finds out what the store holds of a grain whose journal was lost.</summary>
    private void Locate(Microsoft.Data.Sqlite.SqliteConnection connection, FrameJournal journal)
    {
        if (IdOf(journal.Grain) is { } id)
            StoreReader.Locate(connection, new() { [id] = journal }, id);
        journal.IsLocated = true;
    }

    private long? IdOf(GrainAddress grain)
    {
        lock (_ids)
            return _ids.TryGetValue(grain, out long id) ? id : null;
    }

    private void Run()
    {
        while (true)
        {
            _filled.Wait();
            var (batch, last) = Take();
            Commit(batch);
            if (!last)
                continue;
            _writer?.Dispose();
            return;
        }
    }

    private (CommitBatch Batch, bool Last) Take()
    {
        lock (_lock)
        {
            var batch = _batch;
            _batch = new CommitBatch();
            return (batch, _closing);
        }
    }

    private void Commit(CommitBatch batch)
    {
        try
        {
            _writer ??= new StoreWriter(_database.Connect(), _ids);
            if (batch.Writes.Count > 0)
                Write(_writer, batch);
            else if (_failure is not null)
                _writer.Probe();
        }
        catch (Exception cause)
        {
            Lose(batch, new StoreException(
                $"a commit of {batch.Writes.Count} frames failed: {cause.Message}", cause));
            return;
        }
        foreach (var write in batch.Writes)
            if (write is FrameWrite { Frame: { Work: not WorkChange.None } frame })
                _ = frame.Work == WorkChange.Pending ? _durableWork.Add(frame.Grain) : _durableWork.Remove(frame.Grain);
        Volatile.Write(ref _failure, null);
        batch.Keep();
        foreach (var write in batch.Writes)
            if (write is FrameWrite { Frame: { Work: WorkChange.Pending } frame })
                WorkListed?.Invoke(frame.Grain);
    }

    /// <summary>
    /// What was queued behind a failed commit is lost with it: a journal that went on past what is missing would have a
    /// gap. A connection whose commit failed is not trusted either.
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
                Lose(write is FrameWrite frame ? frame.Frame.Grain : ((SnapshotWrite)write).Grain);
            _work.Clear();
            foreach (var grain in _durableWork)
                _work[grain] = true;
        }
        _writer?.Dispose();
        _writer = null;
        failed.Fail(failure);
        behind.Fail(failure);
    }

    private void Lose(GrainAddress grain)
    {
        if (_journals.TryGetValue(grain, out var journal))
            journal.IsLost = true;
        _journals[grain] = new FrameJournal(this, grain) { IsLocated = false };
    }

    private void Write(StoreWriter writer, CommitBatch batch)
    {
        long start = Stopwatch.GetTimestamp();
        lock (_ids)
            writer.Write(batch);
        Commits++;
        Frames += batch.Writes.Count;
        _metrics?.Committed(batch.Writes.Count, Stopwatch.GetElapsedTime(start));
    }
}
