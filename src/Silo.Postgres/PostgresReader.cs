using System.Data;
using Npgsql;
using WorldModel.Grains.Hosting;
using WorldModel.Silo.Storage;

namespace WorldModel.Silo.Postgres;

/// <summary>Reads a store back: which grains there are, and what each left, checked.</summary>
internal sealed class PostgresReader(NpgsqlDataSource source)
{
    public async Task<StoreListing> List(CancellationToken cancellation)
    {
        var (grains, work) = (new List<GrainAddress>(), new List<GrainAddress>());
        await using var command = source.CreateCommand("SELECT kind, key, work FROM grains WHERE last > 0 ORDER BY id");
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            var grain = new GrainAddress(row.GetString(0), row.GetString(1));
            grains.Add(grain);
            if (row.GetBoolean(2))
                work.Add(grain);
        }
        return new StoreListing(grains, work);
    }

    public async Task<Recovery> Read(GrainAddress grain, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand("SELECT id FROM grains WHERE kind = $1 AND key = $2");
        PostgresTables.Add(command, grain.Kind);
        PostgresTables.Add(command, grain.Key);
        return await command.ExecuteScalarAsync(cancellation) is long id
            ? (await Read(grain, id, cancellation)).Recovery
            : new Recovery(grain, null, []);
    }

    /// <exception cref="StoreException">Something is damaged: names grain and sequence.</exception>
    public async Task<(JournalPosition Position, Recovery Recovery, bool HasWork)> Read(
        GrainAddress grain, long id, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var instant = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
        var position = JournalPosition.Empty;
        byte[]? snapshot = null;
        await using (var command = Of(
            connection, "SELECT sequence, crc, bytes, since FROM snapshots WHERE grain = $1", id))
        await using (var row = await command.ExecuteReaderAsync(cancellation))
        {
            if (await row.ReadAsync(cancellation))
            {
                snapshot = Checked(row, grain, "snapshot").Bytes;
                position = JournalPosition.Snapshotted(row.GetInt64(0), snapshot.Length, row.GetInt64(3));
            }
        }
        await using (var command = Of(connection,
            "SELECT length(bytes) FROM bases WHERE grain = $1 ORDER BY sequence DESC LIMIT 1", id))
            position = position with { BaseBytes = await command.ExecuteScalarAsync(cancellation) as int? ?? 0 };
        var frames = new List<(long, byte[])>();
        await using (var command = Of(connection,
            "SELECT sequence, crc, bytes FROM frames WHERE grain = $1 AND sequence > $2 ORDER BY sequence", id))
        {
            PostgresTables.Add(command, position.SnapshotSequence);
            await using var row = await command.ExecuteReaderAsync(cancellation);
            while (await row.ReadAsync(cancellation))
            {
                var frame = Checked(row, grain, "frame");
                position = position.After(grain, frame.Sequence, frame.Bytes.Length);
                frames.Add(frame);
            }
        }
        await using var rest = Of(connection, "SELECT last, work FROM grains WHERE id = $1", id);
        await using var last = await rest.ExecuteReaderAsync(cancellation);
        var isThere = await last.ReadAsync(cancellation);
        position.CheckLast(grain, isThere ? last.GetInt64(0) : 0);
        return (position, new Recovery(grain, snapshot, frames), isThere && last.GetBoolean(1));
    }

    /// <summary>The grains of an owner, with their epochs.</summary>
    public async Task<Dictionary<GrainAddress, long>> Owned(
        NpgsqlConnection connection, long owner, CancellationToken cancellation)
    {
        var mine = new Dictionary<GrainAddress, long>();
        await using var command = Of(connection, "SELECT kind, key, epoch FROM grains WHERE owner = $1", owner);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
            mine.Add(new GrainAddress(row.GetString(0), row.GetString(1)), row.GetInt64(2));
        return mine;
    }

    public static async Task<long> Size(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("""
            SELECT sum(pg_total_relation_size(name::regclass))::bigint
            FROM unnest(ARRAY['frames', 'snapshots', 'bases', 'grains']) AS name
            """, connection);
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }

    public static NpgsqlCommand Of(NpgsqlConnection connection, string sql, long id)
    {
        var command = new NpgsqlCommand(sql, connection);
        PostgresTables.Add(command, id);
        return command;
    }

    /// <summary>A row of sequence, checksum and bytes.</summary>
    /// <exception cref="StoreException">The checksum is not theirs.</exception>
    public static (long Sequence, byte[] Bytes) Checked(NpgsqlDataReader row, GrainAddress grain, string what)
    {
        long sequence = row.GetInt64(0);
        var bytes = row.GetFieldValue<byte[]>(2);
        FrameChecksum.Check(grain, what, sequence, bytes, (uint)row.GetInt64(1));
        return (sequence, bytes);
    }
}
