using System.Collections.Frozen;
using Microsoft.Data.Sqlite;
using WorldModel.Grains.Hosting;

namespace WorldModel.Silo.Storage;

/// <summary>
/// The store of a data directory: one SQLite file, which one process holds by a lock. The epoch of every grain is the
/// number of the store's start: nobody else can have taken one meanwhile.
/// </summary>
internal sealed class SqliteBackend : IStoreBackend
{
    private readonly DirectoryLock _directory;
    private readonly StoreDatabase _database;
    private readonly StoreOptions _options;
    private readonly Dictionary<GrainAddress, long> _ids;
    private readonly Dictionary<GrainAddress, SqlitePlace> _found = [];
    private readonly FrameRows _rows = new();
    private StoreWriter? _writer;

    private SqliteBackend(DirectoryLock directory, StoreDatabase database, StoreOptions options)
    {
        (_directory, _database, _options) = (directory, database, options);
        var connection = database.Connect();
        try
        {
            _ids = StoreReader.Grains(connection);
            Locate(connection);
            _writer = new StoreWriter(connection, _ids, _rows);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public string Kind => "sqlite";

    public int FormatVersion => StoreDatabase.FormatVersion;

    public int Shards => _database.Shards;

    public long Bytes => _database.Bytes;

    public string? WeakDurability =>
#pragma warning disable CA1308 // SQLite's own spelling of the setting
        _options.Synchronous == Synchronous.Full ? null : _options.Synchronous.ToString().ToLowerInvariant();
#pragma warning restore CA1308

    public TimeSpan? LeaseFor => null;

    public static SqliteBackend Open(StoreOptions options)
    {
        Directory.CreateDirectory(options.Directory);
        var held = DirectoryLock.Take(options.Directory);
        try
        {
            return new SqliteBackend(held, StoreDatabase.Open(options), options);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    public Task<StoreListing> List(CancellationToken cancellation = default) => Reading(() =>
    {
        using var connection = _database.Connect();
        var byId = StoreReader.Grains(connection).ToDictionary(entry => entry.Value, entry => entry.Key);
        return new StoreListing(byId.Values, [.. StoreReader.Work(connection).Select(id => byId[id])]);
    });

    public Task<GrainContent> Open(GrainAddress grain, CancellationToken cancellation = default) => Reading(() =>
    {
        if (IdOf(grain) is not { } id)
            return new GrainContent(_database.Epoch, JournalPosition.Empty, new Recovery(grain, null, []));
        using var connection = _database.Connect();
        var place = Take(grain) ?? Locate(connection, grain, id);
        _rows.Set(grain, place.Rows);
        return new GrainContent(
            _database.Epoch, place.Position, StoreReader.Recover(connection, grain, id, place.Rows));
    });

    public Task<Recovery> Read(GrainAddress grain, CancellationToken cancellation = default) => Reading(() =>
    {
        if (IdOf(grain) is not { } id)
            return new Recovery(grain, null, []);
        using var connection = _database.Connect();
        var rows = _rows.Of(grain) ?? Locate(connection, grain, id).Rows;
        return StoreReader.Recover(connection, grain, id, rows);
    });

    public Task Release(GrainAddress grain, long epoch, CancellationToken cancellation = default) => Task.CompletedTask;

    public IReadOnlyDictionary<GrainAddress, StoreException> Write(CommitBatch batch)
    {
        try
        {
            lock (_ids)
                Writer().Write(batch);
        }
        catch
        {
            DropWriter();
            throw;
        }
        return FrozenDictionary<GrainAddress, StoreException>.Empty;
    }

    public void Probe()
    {
        try
        {
            Writer().Probe();
        }
        catch
        {
            DropWriter();
            throw;
        }
    }

    public Task<IReadOnlyCollection<GrainAddress>> Renew(
        IReadOnlyDictionary<GrainAddress, long> held, CancellationToken cancellation = default) =>
        Task.FromResult<IReadOnlyCollection<GrainAddress>>([]);

    public IKeptJournal OpenKept() => KeptJournal.Open(_options.Directory);

    public void Dispose()
    {
        DropWriter();
        _directory.Dispose();
    }

    private StoreWriter Writer() => _writer ??= new StoreWriter(_database.Connect(), _ids, _rows);

    /// <summary>A connection whose commit failed is not trusted.</summary>
    private void DropWriter()
    {
        _writer?.Dispose();
        _writer = null;
    }

    private long? IdOf(GrainAddress grain)
    {
        lock (_ids)
            return _ids.TryGetValue(grain, out long id) ? id : null;
    }

    /// <summary>What the start found of a grain; true of its first opening only.</summary>
    private SqlitePlace? Take(GrainAddress grain)
    {
        lock (_found)
            return _found.Remove(grain, out var place) ? place : null;
    }

    private void Locate(SqliteConnection connection)
    {
        var byId = _ids.ToDictionary(entry => entry.Value, entry => new SqlitePlace(entry.Key));
        StoreReader.Locate(connection, byId);
        foreach (var place in byId.Values)
        {
            _found[place.Grain] = place;
            _rows.Set(place.Grain, place.Rows);
        }
        _rows.Begin(byId.Values.Select(place => place.LastRow).DefaultIfEmpty().Max());
    }

    private static SqlitePlace Locate(SqliteConnection connection, GrainAddress grain, long id)
    {
        var place = new SqlitePlace(grain);
        StoreReader.Locate(connection, new() { [id] = place }, id);
        return place;
    }

    private static Task<T> Reading<T>(Func<T> read)
    {
        try
        {
            return Task.FromResult(read());
        }
        catch (SqliteException cause)
        {
            return Task.FromException<T>(new StoreException($"the store could not be read: {cause.Message}", cause));
        }
        catch (StoreException refusal)
        {
            return Task.FromException<T>(refusal);
        }
    }
}
