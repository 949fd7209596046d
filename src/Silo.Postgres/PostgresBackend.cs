using Npgsql;
using WorldModel.Grains.Hosting;
using WorldModel.Silo.Storage;

namespace WorldModel.Silo.Postgres;

/// <summary>
/// A store in PostgreSQL that several processes share. Each is an <em>owner</em> with a lease; a grain's row names its
/// owner and epoch, and is changed by whoever opens it. Only the server's clock is read.
/// </summary>
internal sealed class PostgresBackend : IStoreBackend
{
    /// <summary>Renewals between two looks at how large the tables are.</summary>
    private const int RenewalsPerSize = 30;

    private readonly NpgsqlDataSource _source;
    private readonly PostgresReader _reader;
    private readonly PostgresWriter _writer;
    private readonly StoreSettings _settings;
    private readonly string _name;
    private readonly StoreIds _ids = new();
    private long _owner;
    private long _bytes;
    private int _renewals;

    public PostgresBackend(NpgsqlDataSource source, string name, StoreSettings settings)
    {
        (_source, _name, _settings) = (source, name, settings);
        _reader = new PostgresReader(source);
        _writer = new PostgresWriter(source, _ids, settings.LeaseFor);
    }

    public string Kind => "postgres";

    public int FormatVersion => PostgresTables.FormatVersion;

    public int Shards { get; private set; }

    public long Bytes => Volatile.Read(ref _bytes);

    public string? WeakDurability { get; private set; }

    public TimeSpan? LeaseFor => _settings.LeaseFor;

    /// <summary>Becomes an owner.</summary>
    public async Task Begin(CancellationToken cancellation)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellation);
        Shards = PostgresTables.Shards(connection);
        if (PostgresTables.Text(connection, "SHOW fsync") == "off")
            WeakDurability = "fsync=off";
        else if (PostgresTables.Text(connection, "SHOW synchronous_commit") == "off")
            WeakDurability = "synchronous_commit=off";
        await using var begin = new NpgsqlCommand("""
            DELETE FROM owners WHERE until < clock_timestamp() - interval '1 day';
            INSERT INTO owners (until) VALUES (clock_timestamp()) RETURNING id;
            """, connection);
        _owner = (long)(await begin.ExecuteScalarAsync(cancellation))!;
    }

    public Task<StoreListing> List(CancellationToken cancellation = default) =>
        Asking(() => _reader.List(cancellation));

    public Task<GrainContent> Open(GrainAddress grain, CancellationToken cancellation = default) => Asking(async () =>
    {
        var (id, epoch, former) = await Take(grain, cancellation);
        _ids.Set(grain, id);
        if (former != 0 && former != _owner)
            await OutlastLease(former, cancellation);
        var (position, recovery, work) = await _reader.Read(grain, id, cancellation);
        return new GrainContent(epoch, position, recovery) { HasWork = work };
    });

    public Task<Recovery> Read(GrainAddress grain, CancellationToken cancellation = default) =>
        Asking(() => _reader.Read(grain, cancellation));

    public Task Release(GrainAddress grain, long epoch, CancellationToken cancellation = default) => Asking(async () =>
    {
        await using var command = _source.CreateCommand("""
            WITH empty AS (DELETE FROM grains WHERE kind = $1 AND key = $2 AND epoch = $3 AND last = 0)
            UPDATE grains SET owner = 0 WHERE kind = $1 AND key = $2 AND epoch = $3 AND last > 0
            """);
        PostgresTables.Add(command, grain.Kind);
        PostgresTables.Add(command, grain.Key);
        PostgresTables.Add(command, epoch);
        return await command.ExecuteNonQueryAsync(cancellation);
    });

    public IReadOnlyDictionary<GrainAddress, StoreException> Write(CommitBatch batch) => _writer.Write(batch);

    public void Probe() => _writer.Probe();

    public Task<IReadOnlyCollection<GrainAddress>> Renew(
        IReadOnlyDictionary<GrainAddress, long> held, CancellationToken cancellation = default) => Asking(async () =>
    {
        await using var connection = await _source.OpenConnectionAsync(cancellation);
        await Extend(connection, cancellation);
        // After the lease is extended, for who takes a grain looks at the lease after taking: one of the two sees.
        var mine = await _reader.Owned(connection, _owner, cancellation);
        if (_renewals++ % RenewalsPerSize == 0)
            Volatile.Write(ref _bytes, await PostgresReader.Size(connection, cancellation));
        return (IReadOnlyCollection<GrainAddress>)
            [.. held.Where(entry => mine.GetValueOrDefault(entry.Key) != entry.Value).Select(entry => entry.Key)];
    });

    public IKeptJournal OpenKept() => new PostgresKept(_source, _name, ownsSource: false);

    public void Dispose()
    {
        _writer.Dispose();
        try
        {
            using var leave = _source.CreateCommand("""
                WITH gone AS (DELETE FROM owners WHERE id = $1) UPDATE grains SET owner = 0 WHERE owner = $1
                """);
            PostgresTables.Add(leave, _owner);
            leave.ExecuteNonQuery();
        }
        catch (NpgsqlException)
        {
            // Whoever comes next waits for the lease to run out, as if this process had been killed.
        }
        _source.Dispose();
    }

    private async Task<(long Id, long Epoch, long Former)> Take(GrainAddress grain, CancellationToken cancellation)
    {
        // The row's lock orders those who take it, and waits for a commit of the one before that is under way.
        await using var command = _source.CreateCommand("""
            INSERT INTO grains AS g (kind, key, epoch, owner) VALUES ($1, $2, nextval('epochs'), $3)
            ON CONFLICT (kind, key) DO UPDATE SET epoch = nextval('epochs'), former = g.owner, owner = $3
            RETURNING id, epoch, former
            """);
        PostgresTables.Add(command, grain.Kind);
        PostgresTables.Add(command, grain.Key);
        PostgresTables.Add(command, _owner);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        await row.ReadAsync(cancellation);
        return (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2));
    }

    /// <summary>Waits until the owner before answers no reads any more.</summary>
    private async Task OutlastLease(long former, CancellationToken cancellation)
    {
        await using var command = _source.CreateCommand(
            "SELECT extract(epoch FROM until - clock_timestamp())::float8 FROM owners WHERE id = $1");
        PostgresTables.Add(command, former);
        if (await command.ExecuteScalarAsync(cancellation) is double left and > 0)
            await Task.Delay(TimeSpan.FromSeconds(left), cancellation);
    }

    private async Task Extend(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("""
            INSERT INTO owners (id, until) OVERRIDING SYSTEM VALUE VALUES ($1, clock_timestamp() + $2)
            ON CONFLICT (id) DO UPDATE SET until = excluded.until
            """, connection);
        PostgresTables.Add(command, _owner);
        PostgresTables.Add(command, _settings.LeaseFor);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private async Task<T> Asking<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (NpgsqlException cause)
        {
            throw new StoreException($"{_name}: {cause.Message}", cause);
        }
        catch (TimeoutException cause)
        {
            throw new StoreException($"{_name}: no answer in time", cause);
        }
    }
}
