using System.Collections.Concurrent;
using System.Diagnostics;
using WorldModel.Grains.Hosting;

namespace WorldModel.Silo.Storage;

/// <summary>
/// The journals of all grains in one SQLite file, with group commit: one thread writes in one transaction everything
/// that was appended while the last transaction ran. After a failed commit the store refuses to write until it is
/// opened again: what memory holds and what the disk holds may then differ.
/// </summary>
public sealed class FrameStore : IDisposable
{
    private readonly Lock _lock = new();
    private readonly DirectoryLock _directory;
    private readonly StoreDatabase _database;
    private readonly Dictionary<GrainAddress, long> _ids;
    private readonly ConcurrentDictionary<GrainAddress, FrameJournal> _journals = new();
    private readonly ConcurrentDictionary<GrainAddress, bool> _work = new();
    private readonly SemaphoreSlim _filled = new(0, 1);
    private readonly Thread _thread;
    private readonly Metrics? _metrics;
    private readonly StoreOptions _options;
    private CommitBatch _batch = new();
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
        var writer = new StoreWriter(connection, _ids);
        _thread = new Thread(() => Run(writer)) { Name = "store writer", IsBackground = true };
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

    /// <summary>Why nothing can be written any more; null while all is well.</summary>
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
        _journals.Where(entry => entry.Value.LastSequence > 0).Select(entry => entry.Key);

    public bool Knows(GrainAddress grain) => _journals.TryGetValue(grain, out var journal) && journal.LastSequence > 0;

    /// <summary>The grains whose long work has not ended.</summary>
    public ICollection<GrainAddress> Work => _work.Keys;

    public bool HasWork(GrainAddress grain) => _work.ContainsKey(grain);

    public FrameJournal Journal(GrainAddress grain) => _journals.GetOrAdd(grain, g => new FrameJournal(this, g));

    /// <summary>Forgets a journal that nothing was ever written to.</summary>
    public void DropEmpty(GrainAddress grain)
    {
        lock (_lock)
        {
            if (_journals.TryGetValue(grain, out var journal) && journal.LastSequence == 0)
                _journals.TryRemove(KeyValuePair.Create(grain, journal));
        }
    }

    /// <summary>Reads what the store holds of a grain. Nothing may be appended to its journal meanwhile.</summary>
    /// <exception cref="StoreException">A frame or the snapshot is damaged: names grain and sequence.</exception>
    public Recovery Recover(GrainAddress grain)
    {
        var journal = Journal(grain);
        if (journal.LastSequence == 0)
            return new Recovery(grain, null, []);
        using var connection = _database.Connect();
        return StoreReader.Recover(connection, journal, IdOf(grain));
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
            if ((Refusal() ?? Stray(journal)) is { } refused)
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
            if (Refusal() is { } refused)
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

    private Task? Refusal() =>
        _failure is not null ? Task.FromException(_failure)
        : _closing ? Task.FromException(new StoreException("the store is closing: nothing more is written"))
        : null;

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
            _work[byId[id].Grain] = true;
    }

    private long? IdOf(GrainAddress grain)
    {
        lock (_ids)
            return _ids.TryGetValue(grain, out long id) ? id : null;
    }

    private void Run(StoreWriter writer)
    {
        using (writer)
        {
            while (true)
            {
                _filled.Wait();
                var (batch, last) = Take();
                Commit(writer, batch);
                if (last)
                    return;
            }
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

    private void Commit(StoreWriter writer, CommitBatch batch)
    {
        if (_failure is not null)
        {
            batch.Fail(_failure);
            return;
        }
        try
        {
            if (batch.Writes.Count > 0)
                Write(writer, batch);
        }
        catch (Exception cause)
        {
            var failure = new StoreException($"a commit of {batch.Writes.Count} frames failed: {cause.Message}", cause);
            Volatile.Write(ref _failure, failure);
            batch.Fail(failure);
            return;
        }
        batch.Keep();
        foreach (var write in batch.Writes)
            if (write is FrameWrite { Frame: { Work: WorkChange.Pending } frame })
                WorkListed?.Invoke(frame.Grain);
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
