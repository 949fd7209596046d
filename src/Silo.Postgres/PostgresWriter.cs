using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using WorldModel.Grains.Hosting;
using WorldModel.Silo.Storage;

namespace WorldModel.Silo.Postgres;

/// <summary>
/// Writes batches, each one transaction. The frames of all grains go in one statement that also moves on the grains'
/// rows, those only whose epoch and last frame are what the writer believes; what belongs to others stays out. Used by
/// one thread.
/// </summary>
/// <param name="source">The database.</param>
/// <param name="ids">Rows of the grains that this process has opened.</param>
/// <param name="leaseFor">How long this process owns what it does not renew.</param>
internal sealed class PostgresWriter(NpgsqlDataSource source, StoreIds ids, TimeSpan leaseFor) : IDisposable
{
    private const string AddFrames = """
        WITH mine AS (
            UPDATE grains SET last = v.last, work = coalesce(v.work, grains.work)
            FROM unnest($1, $2, $3, $4, $5) AS v (id, epoch, before, last, work)
            WHERE grains.id = v.id AND grains.epoch = v.epoch AND (v.before < 0 OR grains.last = v.before)
            RETURNING grains.id),
        added AS (
            INSERT INTO frames (grain, sequence, crc, bytes)
            SELECT f.grain, f.sequence, f.crc, f.bytes
            FROM unnest($6, $7, $8, $9) AS f (grain, sequence, crc, bytes) JOIN mine ON mine.id = f.grain)
        SELECT id FROM mine
        """;

    /// <summary>Probes without an answer after which the server takes its peer for gone.</summary>
    private const int Probes = 3;

    private NpgsqlConnection? _connection;

    public IReadOnlyDictionary<GrainAddress, StoreException> Write(CommitBatch batch)
    {
        try
        {
            _connection ??= Connect();
            using var transaction = _connection.BeginTransaction();
            var mine = AddAll(_connection, batch);
            foreach (var write in batch.Writes)
            {
                if (write is SnapshotWrite snapshot && mine.Contains(ids.Of(snapshot.Grain)))
                    PutSnapshot(_connection, snapshot);
            }
            transaction.Commit();
            return batch.Writes.Select(write => write.Grain).Distinct().Where(grain => !mine.Contains(ids.Of(grain)))
                .ToDictionary(grain => grain, grain => new StoreException($"{grain}: somebody else has taken it"));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Commits something that changes nothing; throws where the store cannot be written.</summary>
    public void Probe()
    {
        try
        {
            _connection ??= Connect();
            using var command = new NpgsqlCommand("UPDATE meta SET value = value WHERE name = 'format'", _connection);
            command.ExecuteNonQuery();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>A connection whose commit failed is not trusted: the next write takes another.</summary>
    public void Dispose()
    {
        _connection?.Dispose();
        _connection = null;
    }

    /// <summary>
    /// A process that stands still, or is cut off, between two statements of a commit has locked the rows of its
    /// grains: once its lease is over the server ends its session, or nobody could take them.
    /// </summary>
    private NpgsqlConnection Connect()
    {
        var connection = source.OpenConnection();
        try
        {
            // Probes tell the server of a peer that is gone in the middle of a statement's messages.
            int every = Math.Max(1, (int)leaseFor.TotalSeconds / (2 * Probes));
            Run(connection, string.Create(CultureInfo.InvariantCulture, $"""
                SELECT set_config('idle_in_transaction_session_timeout', '{leaseFor.TotalMilliseconds:F0}', false),
                    set_config('tcp_keepalives_idle', '{every * Probes}', false),
                    set_config('tcp_keepalives_interval', '{every}', false),
                    set_config('tcp_keepalives_count', '{Probes}', false)
                """));
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Adds all frames of grains that are the writer's; answers their rows.</summary>
    private HashSet<long> AddAll(NpgsqlConnection connection, CommitBatch batch)
    {
        var grains = batch.Writes.GroupBy(write => write.Grain).Select(GrainMove.Of).ToList();
        var frames = batch.Writes.OfType<Frame>().ToList();
        using var command = new NpgsqlCommand(AddFrames, connection);
        Array(command, NpgsqlDbType.Bigint, grains.Select(grain => ids.Of(grain.Grain)));
        Array(command, NpgsqlDbType.Bigint, grains.Select(grain => grain.Epoch));
        Array(command, NpgsqlDbType.Bigint, grains.Select(grain => grain.Before));
        Array(command, NpgsqlDbType.Bigint, grains.Select(grain => grain.Last));
        Array(command, NpgsqlDbType.Boolean, grains.Select(grain => grain.Work));
        Array(command, NpgsqlDbType.Bigint, frames.Select(frame => ids.Of(frame.Grain)));
        Array(command, NpgsqlDbType.Bigint, frames.Select(frame => frame.Sequence));
        Array(command, NpgsqlDbType.Bigint, frames.Select(frame => (long)frame.Checksum));
        Array(command, NpgsqlDbType.Bytea, frames.Select(frame => frame.Bytes.ToArray()));
        var mine = new HashSet<long>();
        using var row = command.ExecuteReader();
        while (row.Read())
            mine.Add(row.GetInt64(0));
        return mine;
    }

    private void PutSnapshot(NpgsqlConnection connection, SnapshotWrite snapshot)
    {
        long grain = ids.Of(snapshot.Grain);
        var (crc, bytes) = ((long)snapshot.Checksum, snapshot.Bytes.ToArray());
        Run(connection, """
            INSERT INTO snapshots (grain, sequence, crc, since, bytes) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (grain) DO UPDATE SET sequence = $2, crc = $3, since = $4, bytes = $5
            """, grain, snapshot.Sequence, crc, snapshot.SinceBase, bytes);
        if (snapshot.BaseDay is { } day)
            Run(connection, """
                INSERT INTO bases (grain, sequence, day, crc, bytes) VALUES ($1, $2, $3, $4, $5)
                ON CONFLICT (grain, sequence) DO UPDATE SET day = $3, crc = $4, bytes = $5
                """, grain, snapshot.Sequence, day, crc, bytes);
        if (LastToDrop(connection, snapshot, grain) is not { } last)
            return;
        Run(connection, "DELETE FROM frames WHERE grain = $1 AND sequence <= $2", grain,
            Math.Min(last, snapshot.Sequence));
        Run(connection, "DELETE FROM bases WHERE grain = $1 AND sequence < $2", grain, last);
    }

    private static long? LastToDrop(NpgsqlConnection connection, SnapshotWrite snapshot, long grain)
    {
        if (snapshot.DropsAll is { } all)
            return all;
        if (snapshot.DropsBehindDay is not { } day)
            return null;
        using var command = PostgresReader.Of(
            connection, "SELECT max(sequence) FROM bases WHERE grain = $1 AND day <= $2", grain);
        PostgresTables.Add(command, day);
        return command.ExecuteScalar() as long?;
    }

    private static void Array<T>(NpgsqlCommand command, NpgsqlDbType type, IEnumerable<T> values) =>
        command.Parameters.Add(
            new NpgsqlParameter { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type });

    private static void Run(NpgsqlConnection connection, string sql, params ReadOnlySpan<object> values)
    {
        using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        command.ExecuteNonQuery();
    }
}

/// <summary>How far a batch moves a grain's row on.</summary>
/// <param name="Grain">The grain.</param>
/// <param name="Epoch">The epoch that its row must have.</param>
/// <param name="Before">The last frame that it must have; -1: whatever it has, since frames are not added.</param>
/// <param name="Last">The last frame then.</param>
/// <param name="Work">Whether it is listed as work then; null: as before.</param>
internal sealed record GrainMove(GrainAddress Grain, long Epoch, long Before, long Last, bool? Work)
{
    public static GrainMove Of(IGrouping<GrainAddress, StoreWrite> writes)
    {
        var work = writes.Select(write => write.Work).LastOrDefault(change => change != WorkChange.None);
        var first = writes.First();
        return new GrainMove(
            writes.Key, first.Epoch, first is Frame ? first.Sequence - 1 : -1, writes.Max(write => write.Sequence),
            work == WorkChange.None ? null : work == WorkChange.Pending);
    }
}
