using Microsoft.Data.Sqlite;
using WorldModel.Grains.Hosting;

namespace WorldModel.Silo.Storage;

/// <summary>Writes batches through the store's one writing connection. Used by one thread.</summary>
internal sealed class StoreWriter : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly List<SqliteCommand> _all = [];
    private readonly List<GrainAddress> _new = [];
    private readonly Dictionary<GrainAddress, long> _grains;
    private readonly SqliteCommand _addGrain;
    private readonly RawStatement _addFrame;
    private readonly RawStatement _putSnapshot;
    private readonly RawStatement _keepBase;
    private readonly SqliteCommand _oldestBase;
    private readonly SqliteCommand _dropHistory;
    private readonly SqliteCommand _dropBases;
    private readonly SqliteCommand _addWork;
    private readonly SqliteCommand _dropWork;
    private readonly FrameRows _rows;
    private readonly RetiredFrames _retired;

    public StoreWriter(SqliteConnection connection, Dictionary<GrainAddress, long> grains, FrameRows rows)
    {
        _connection = connection;
        _grains = grains;
        _rows = rows;
        _addGrain = Prepare("INSERT INTO grains (id, kind, key) VALUES ($1, $2, $3)", 3);
        _addFrame = new RawStatement(
            connection, "INSERT INTO frames (id, grain, sequence, crc, bytes) VALUES (?1, ?2, ?3, ?4, ?5)");
        _putSnapshot = new RawStatement(
            connection,
            "INSERT OR REPLACE INTO snapshots (grain, sequence, crc, since, bytes) VALUES (?1, ?2, ?3, ?4, ?5)");
        _keepBase = new RawStatement(
            connection, "INSERT OR REPLACE INTO bases (grain, sequence, day, crc, bytes) VALUES (?1, ?2, ?3, ?4, ?5)");
        _oldestBase = Prepare("SELECT max(sequence) FROM bases WHERE grain = $1 AND day <= $2", 2);
        _dropHistory = Prepare("DELETE FROM history WHERE grain = $1 AND sequence <= $2", 2);
        _dropBases = Prepare("DELETE FROM bases WHERE grain = $1 AND sequence < $2", 2);
        _addWork = Prepare("INSERT OR IGNORE INTO work (grain) VALUES ($1)", 1);
        _dropWork = Prepare("DELETE FROM work WHERE grain = $1", 1);
        _retired = new RetiredFrames(connection);
    }

    /// <summary>One transaction: all of the batch or nothing of it.</summary>
    public void Write(CommitBatch batch)
    {
        _new.Clear();
        try
        {
            WriteAll(batch);
            _rows.Keep();
        }
        catch
        {
            _rows.Forget(batch.Writes.Select(write => write.Grain));
            foreach (var grain in _new)
                _grains.Remove(grain);
            throw;
        }
    }

    /// <summary>Commits something that changes nothing; throws where the store cannot be written.</summary>
    public void Probe() => StoreDatabase.Execute(_connection, "UPDATE meta SET value = value WHERE name = 'epoch'");

    private void WriteAll(CommitBatch batch)
    {
        using var transaction = _connection.BeginTransaction();
        foreach (var command in _all)
            command.Transaction = transaction;
        foreach (var write in batch.Writes)
        {
            if (write is Frame frame)
                Write(frame);
            else
                Write((SnapshotWrite)write);
        }
        _retired.Step(batch.Writes.Count, batch.Writes.Sum(write => (long)write.Bytes.Length), _rows.Live);
        transaction.Commit();
    }

    public void Dispose()
    {
        _addFrame.Dispose();
        _putSnapshot.Dispose();
        _keepBase.Dispose();
        _retired.Dispose();
        _connection.Dispose();
    }

    private void Write(Frame frame)
    {
        long grain = GrainId(frame.Grain);
        _addFrame.Bind(1, _rows.Add(frame.Grain)).Bind(2, grain).Bind(3, frame.Sequence).Bind(4, frame.Checksum)
            .Bind(5, frame.Bytes.Span).Run();
        List(grain, frame.Work);
    }

    private void List(long grain, WorkChange work)
    {
        if (work == WorkChange.Pending)
            Run(_addWork, grain);
        if (work == WorkChange.Done)
            Run(_dropWork, grain);
    }

    private void Write(SnapshotWrite snapshot)
    {
        var (grain, crc) = (GrainId(snapshot.Grain), snapshot.Checksum);
        List(grain, snapshot.Work);
        _putSnapshot.Bind(1, grain).Bind(2, snapshot.Sequence).Bind(3, crc).Bind(4, snapshot.SinceBase)
            .Bind(5, snapshot.Bytes.Span).Run();
        _retired.Add(grain, _rows.Take(snapshot.Grain));
        if (snapshot.BaseDay is { } day)
            _keepBase.Bind(1, grain).Bind(2, snapshot.Sequence).Bind(3, day).Bind(4, crc)
                .Bind(5, snapshot.Bytes.Span).Run();
        if (LastToDrop(snapshot, grain) is { } last)
        {
            Run(_dropHistory, grain, last);
            _retired.Drop(grain, last);
            Run(_dropBases, grain, last);
        }
    }

    /// <summary>The frame up to which the kept journal is dropped: all, or what lies behind an old base.</summary>
    private long? LastToDrop(SnapshotWrite snapshot, long grain)
    {
        if (snapshot.DropsAll is { } all)
            return all;
        if (snapshot.DropsBehindDay is not { } day)
            return null;
        (_oldestBase.Parameters[0].Value, _oldestBase.Parameters[1].Value) = (grain, day);
        return _oldestBase.ExecuteScalar() as long?;
    }

    private long GrainId(GrainAddress grain)
    {
        if (_grains.TryGetValue(grain, out long id))
            return id;
        id = _grains.Count + 1;
        Run(_addGrain, id, grain.Kind, grain.Key);
        _grains.Add(grain, id);
        _new.Add(grain);
        return id;
    }

    private SqliteCommand Prepare(string sql, int parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        for (int i = 1; i <= parameters; i++)
            command.Parameters.Add(new SqliteParameter { ParameterName = $"${i}" });
        _all.Add(command);
        return command;
    }

    private static void Run(SqliteCommand command, params ReadOnlySpan<object> values)
    {
        for (int i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i];
        command.ExecuteNonQuery();
    }
}
