using System.Globalization;
using Microsoft.Data.Sqlite;
using WorldModel.Grains.Hosting;

namespace WorldModel.Silo.Storage;

/// <summary>
/// The journal that the store of a data directory keeps: what it holds when it is opened, all of it at one instant.
/// </summary>
public sealed class KeptJournal : IKeptJournal
{
    private readonly SqliteConnection _connection;
    private readonly SqliteTransaction _instant;
    private readonly Dictionary<GrainAddress, long> _ids;
    private readonly Dictionary<long, List<(long Sequence, long Row)>> _frames = [];

    private KeptJournal(SqliteConnection connection, string path)
    {
        _connection = connection;
        _instant = connection.BeginTransaction(deferred: true);
        StoreDatabase.CheckFormat(connection, path);
        Shards = int.Parse(StoreDatabase.Meta(connection, "shards"), CultureInfo.InvariantCulture);
        SchemaHash = StoreDatabase.Meta(connection, "schema");
        _ids = StoreReader.Grains(connection);
        StoreReader.Read(connection, "SELECT id, grain, sequence FROM frames ORDER BY id", row =>
        {
            if (!_frames.TryGetValue(row.GetInt64(1), out var frames))
                _frames[row.GetInt64(1)] = frames = [];
            frames.Add((row.GetInt64(2), row.GetInt64(0)));
        });
    }

    public int Shards { get; }

    /// <summary>The hash of the schema that all states are of.</summary>
    public string SchemaHash { get; }

    public long Epoch => long.Parse(StoreDatabase.Meta(_connection, "epoch"), CultureInfo.InvariantCulture);

    public IEnumerable<GrainAddress> Grains => _ids.Keys;

    public IEnumerable<GrainAddress> Work
    {
        get
        {
            var work = StoreReader.Work(_connection);
            return _ids.Where(entry => work.Contains(entry.Value)).Select(entry => entry.Key);
        }
    }

    /// <summary>Opens the store of a data directory without changing or locking it.</summary>
    /// <exception cref="StoreException">There is none, or it is of another format.</exception>
    public static KeptJournal Open(string directory)
    {
        var path = Path.Combine(directory, StoreDatabase.FileName);
        if (!File.Exists(path))
            throw new StoreException(
                $"data: got {directory}, expected a folder with the {StoreDatabase.FileName} of a silo");
        var connection = new SqliteConnection($"Data Source={path};Pooling=False;Mode=ReadOnly");
        try
        {
            connection.Open();
            return new KeptJournal(connection, path);
        }
        catch (SqliteException cause)
        {
            connection.Dispose();
            throw new StoreException($"{path}: {cause.Message}", cause);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>
    /// What is kept of a grain: the bases that it can be replayed from, and the frames behind the oldest of them.
    /// </summary>
    public GrainHistory Of(GrainAddress grain)
    {
        if (!_ids.TryGetValue(grain, out long id))
            return new GrainHistory(grain, [], 0, 0);
        List<long> bases = [.. Bases(grain).Select(kept => kept.Sequence)];
        long first = StoreDatabase.Scalar(
            _connection, $"SELECT coalesce(min(sequence), 0) FROM history WHERE grain = {id}");
        var live = _frames.GetValueOrDefault(id) ?? [];
        if (first == 0 && live.Count > 0)
            first = live[0].Sequence;
        // A grain begins as nothing: with its first frame at hand it can be replayed from there.
        if (first == 1)
            bases.Insert(0, 0);
        long snapshot = StoreDatabase.Scalar(
            _connection, $"SELECT coalesce(max(sequence), 0) FROM snapshots WHERE grain = {id}");
        return new GrainHistory(grain, bases, snapshot, Math.Max(snapshot, live.Count > 0 ? live[^1].Sequence : 0));
    }

    public IReadOnlyList<KeptBase> Bases(GrainAddress grain)
    {
        var bases = new List<KeptBase>();
        StoreReader.Read(
            _connection, $"SELECT sequence, day FROM bases WHERE grain = {_ids[grain]} ORDER BY sequence",
            row => bases.Add(new KeptBase(row.GetInt64(0), row.GetInt32(1))));
        return bases;
    }

    public long SinceBase(GrainAddress grain) => StoreDatabase.Scalar(
        _connection, $"SELECT coalesce(max(since), 0) FROM snapshots WHERE grain = {_ids[grain]}");

    /// <summary>The last snapshot; null where there is none.</summary>
    /// <exception cref="StoreException">It is damaged.</exception>
    public byte[]? Snapshot(GrainAddress grain)
    {
        using var command = Command("SELECT sequence, crc, bytes FROM snapshots WHERE grain = $a OR grain = $b");
        (command.Parameters[0].Value, command.Parameters[1].Value) = (_ids[grain], _ids[grain]);
        return StoreReader.Checked(command, grain, "snapshot")?.Bytes;
    }

    /// <summary>The state at a base; null: nothing, as a grain begins.</summary>
    /// <exception cref="StoreException">It is damaged.</exception>
    public byte[]? Base(GrainAddress grain, long sequence)
    {
        if (sequence == 0)
            return null;
        using var command = Command("SELECT sequence, crc, bytes FROM bases WHERE grain = $a AND sequence = $b");
        (command.Parameters[0].Value, command.Parameters[1].Value) = (_ids[grain], sequence);
        return StoreReader.Checked(command, grain, "base")?.Bytes
            ?? throw new StoreException($"{grain}: base {sequence} is gone");
    }

    /// <summary>The frames after a sequence, in order.</summary>
    /// <exception cref="StoreException">One is damaged or missing: names grain and sequence.</exception>
    public IEnumerable<(long Sequence, byte[] Bytes)> Frames(GrainAddress grain, long after, long upTo = long.MaxValue)
    {
        long id = _ids[grain];
        long next = after + 1;
        using var kept = Command("SELECT sequence, crc, bytes FROM history WHERE grain = $a AND sequence = $b");
        kept.Parameters[0].Value = id;
        for (; next <= upTo; next++)
        {
            kept.Parameters[1].Value = next;
            if (StoreReader.Checked(kept, grain, "frame") is not { } frame)
                break;
            yield return frame;
        }
        using var live = Command("SELECT sequence, crc, bytes FROM frames WHERE id = $a OR id = $b");
        foreach (var (sequence, row) in _frames.GetValueOrDefault(id) ?? [])
        {
            if (sequence < next || sequence > upTo)
                continue;
            if (sequence > next)
                throw new StoreException($"{grain}: got frame {sequence} after {next - 1}, expected {next}");
            (live.Parameters[0].Value, live.Parameters[1].Value) = (row, row);
            yield return StoreReader.Checked(live, grain, "frame")
                ?? throw new StoreException($"{grain}: the frame in row {row} is gone");
            next++;
        }
    }

    public void Dispose()
    {
        _instant.Dispose();
        _connection.Dispose();
    }

    private SqliteCommand Command(string sql)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = _instant;
        command.Parameters.Add(new SqliteParameter { ParameterName = "$a" });
        command.Parameters.Add(new SqliteParameter { ParameterName = "$b" });
        return command;
    }
}
