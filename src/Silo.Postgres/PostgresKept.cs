using System.Data;
using System.Globalization;
using Npgsql;
using WorldModel.Grains.Hosting;
using WorldModel.Silo.Storage;

namespace WorldModel.Silo.Postgres;

/// <summary>The journal that a store in PostgreSQL keeps, all of it at one instant.</summary>
internal sealed class PostgresKept : IKeptJournal
{
    private const int FramesPerRead = 256;

    private readonly NpgsqlDataSource? _source;
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _instant;
    private readonly Dictionary<GrainAddress, (long Id, long Last)> _grains = [];
    private readonly List<GrainAddress> _work = [];
    private readonly string _name;

    public PostgresKept(NpgsqlDataSource source, string name, bool ownsSource = true)
    {
        (_source, _name) = (ownsSource ? source : null, name);
        _connection = source.OpenConnection();
        _instant = _connection.BeginTransaction(IsolationLevel.RepeatableRead);
        Shards = PostgresTables.Shards(_connection);
        SchemaHash = PostgresTables.SchemaHash(_connection);
        using var command = new NpgsqlCommand(
            "SELECT id, kind, key, last, work, epoch FROM grains WHERE last > 0 ORDER BY id", _connection);
        using (var row = command.ExecuteReader())
        {
            while (row.Read())
            {
                var grain = new GrainAddress(row.GetString(1), row.GetString(2));
                _grains.Add(grain, (row.GetInt64(0), row.GetInt64(3)));
                if (row.GetBoolean(4))
                    _work.Add(grain);
            }
        }
        using var epoch = new NpgsqlCommand("SELECT last_value FROM epochs", _connection);
        Epoch = (long)epoch.ExecuteScalar()!;
    }

    public int Shards { get; }

    public string SchemaHash { get; }

    public long Epoch { get; }

    public IEnumerable<GrainAddress> Grains => _grains.Keys;

    public IEnumerable<GrainAddress> Work => _work;

    public GrainHistory Of(GrainAddress grain)
    {
        if (!_grains.TryGetValue(grain, out var row))
            return new GrainHistory(grain, [], 0, 0);
        List<long> bases = [.. Bases(grain).Select(kept => kept.Sequence)];
        // A grain begins as nothing: with its first frame at hand it can be replayed from there.
        if (Number("SELECT coalesce(min(sequence), 0) FROM frames WHERE grain = $1", row.Id) == 1)
            bases.Insert(0, 0);
        long snapshot = Number("SELECT coalesce(max(sequence), 0) FROM snapshots WHERE grain = $1", row.Id);
        return new GrainHistory(grain, bases, snapshot, row.Last);
    }

    public IReadOnlyList<KeptBase> Bases(GrainAddress grain)
    {
        var bases = new List<KeptBase>();
        using var command = Command("SELECT sequence, day FROM bases WHERE grain = $1 ORDER BY sequence", grain);
        using var row = command.ExecuteReader();
        while (row.Read())
            bases.Add(new KeptBase(row.GetInt64(0), row.GetInt32(1)));
        return bases;
    }

    public long SinceBase(GrainAddress grain) =>
        Number("SELECT coalesce(max(since), 0) FROM snapshots WHERE grain = $1", _grains[grain].Id);

    public byte[]? Snapshot(GrainAddress grain)
    {
        using var command = Command("SELECT sequence, crc, bytes FROM snapshots WHERE grain = $1", grain);
        return One(command, grain, "snapshot");
    }

    public byte[]? Base(GrainAddress grain, long sequence)
    {
        if (sequence == 0)
            return null;
        using var command = Command(
            "SELECT sequence, crc, bytes FROM bases WHERE grain = $1 AND sequence = $2", grain);
        PostgresTables.Add(command, sequence);
        return One(command, grain, "base") ?? throw new StoreException($"{grain}: base {sequence} is gone");
    }

    public IEnumerable<(long Sequence, byte[] Bytes)> Frames(GrainAddress grain, long after, long upTo = long.MaxValue)
    {
        while (true)
        {
            var page = Page(grain, after, upTo);
            foreach (var frame in page)
            {
                if (frame.Sequence != after + 1)
                    throw new StoreException(
                        $"{grain}: got frame {frame.Sequence} after {after}, expected {after + 1}");
                after = frame.Sequence;
                yield return frame;
            }
            if (page.Count < FramesPerRead)
                yield break;
        }
    }

    public void Dispose()
    {
        _instant.Dispose();
        _connection.Dispose();
        _source?.Dispose();
    }

    public override string ToString() => _name;

    /// <summary>Read whole, so that who reads frames may ask for something else between two.</summary>
    private List<(long Sequence, byte[] Bytes)> Page(GrainAddress grain, long after, long upTo)
    {
        var page = new List<(long, byte[])>();
        using var command = Command(string.Create(CultureInfo.InvariantCulture, $"""
            SELECT sequence, crc, bytes FROM frames WHERE grain = $1 AND sequence > $2 AND sequence <= $3
            ORDER BY sequence LIMIT {FramesPerRead}
            """), grain);
        PostgresTables.Add(command, after);
        PostgresTables.Add(command, upTo);
        using var row = command.ExecuteReader();
        while (row.Read())
            page.Add(PostgresReader.Checked(row, grain, "frame"));
        return page;
    }

    private NpgsqlCommand Command(string sql, GrainAddress grain) =>
        PostgresReader.Of(_connection, sql, _grains[grain].Id);

    private long Number(string sql, long id)
    {
        using var command = PostgresReader.Of(_connection, sql, id);
        return (long)command.ExecuteScalar()!;
    }

    private static byte[]? One(NpgsqlCommand command, GrainAddress grain, string what)
    {
        using var row = command.ExecuteReader();
        return row.Read() ? PostgresReader.Checked(row, grain, what).Bytes : null;
    }
}
