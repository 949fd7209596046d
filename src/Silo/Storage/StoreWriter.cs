using Microsoft.Data.Sqlite;
using WorldModel.Grains.Hosting;

namespace WorldModel.Silo.Storage;

/// <summary>Writes batches through the store's one writing connection. Used by one thread.</summary>
internal sealed class StoreWriter : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Dictionary<GrainAddress, long> _grains;
    private readonly SqliteCommand _addGrain;
    private readonly SqliteCommand _addFrame;
    private readonly SqliteCommand _putSnapshot;
    private readonly SqliteCommand _dropFrame;
    private readonly SqliteCommand _addWork;
    private readonly SqliteCommand _dropWork;

    public StoreWriter(SqliteConnection connection, Dictionary<GrainAddress, long> grains)
    {
        _connection = connection;
        _grains = grains;
        _addGrain = Prepare("INSERT INTO grains (id, kind, key) VALUES ($1, $2, $3)", 3);
        _addFrame = Prepare("INSERT INTO frames (id, grain, sequence, crc, bytes) VALUES ($1, $2, $3, $4, $5)", 5);
        _putSnapshot = Prepare(
            "INSERT OR REPLACE INTO snapshots (grain, sequence, crc, bytes) VALUES ($1, $2, $3, $4)", 4);
        _dropFrame = Prepare("DELETE FROM frames WHERE id = $1", 1);
        _addWork = Prepare("INSERT OR IGNORE INTO work (grain) VALUES ($1)", 1);
        _dropWork = Prepare("DELETE FROM work WHERE grain = $1", 1);
    }

    /// <summary>One transaction: all of the batch or nothing of it.</summary>
    public void Write(CommitBatch batch)
    {
        using var transaction = _connection.BeginTransaction();
        foreach (var command in (SqliteCommand[])[_addGrain, _addFrame, _putSnapshot, _dropFrame, _addWork, _dropWork])
            command.Transaction = transaction;
        foreach (var write in batch.Writes)
        {
            if (write is FrameWrite frame)
                Write(frame);
            else
                Write((SnapshotWrite)write);
        }
        transaction.Commit();
    }

    public void Dispose() => _connection.Dispose();

    private void Write(FrameWrite write)
    {
        var frame = write.Frame;
        long grain = GrainId(frame.Grain);
        var crc = FrameChecksum.Of(frame.Grain, frame.Sequence, frame.Bytes.Span);
        Run(_addFrame, write.Row, grain, frame.Sequence, (long)crc, frame.Bytes.ToArray());
        if (frame.Work == WorkChange.Pending)
            Run(_addWork, grain);
        if (frame.Work == WorkChange.Done)
            Run(_dropWork, grain);
    }

    private void Write(SnapshotWrite snapshot)
    {
        var crc = FrameChecksum.Of(snapshot.Grain, snapshot.Sequence, snapshot.Bytes.Span);
        Run(_putSnapshot, GrainId(snapshot.Grain), snapshot.Sequence, (long)crc, snapshot.Bytes.ToArray());
        foreach (long row in snapshot.Truncates)
            Run(_dropFrame, row);
    }

    private long GrainId(GrainAddress grain)
    {
        if (_grains.TryGetValue(grain, out long id))
            return id;
        id = _grains.Count + 1;
        Run(_addGrain, id, grain.Kind, grain.Key);
        _grains.Add(grain, id);
        return id;
    }

    private SqliteCommand Prepare(string sql, int parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        for (int i = 1; i <= parameters; i++)
            command.Parameters.Add(new SqliteParameter { ParameterName = $"${i}" });
        return command;
    }

    private static void Run(SqliteCommand command, params ReadOnlySpan<object> values)
    {
        for (int i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i];
        command.ExecuteNonQuery();
    }
}
