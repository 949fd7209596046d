using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace WorldModel.Silo.Storage;

/// <summary>
/// The statement that adds a frame, by SQLite's own functions: a decision is a frame, and a command of ADO.NET made
/// ten times the garbage of its bytes. Inside the connection's transaction; used by one thread.
/// </summary>
internal sealed class FrameInsert : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    public FrameInsert(SqliteConnection connection)
    {
        _database = connection.Handle!;
        Check(raw.sqlite3_prepare_v2(
            _database, "INSERT INTO frames (id, grain, sequence, crc, bytes) VALUES (?, ?, ?, ?, ?)", out _statement));
    }

    /// <exception cref="SqliteException">SQLite refused it.</exception>
    public void Run(long row, long grain, long sequence, uint crc, ReadOnlySpan<byte> bytes)
    {
        Check(raw.sqlite3_bind_int64(_statement, 1, row));
        Check(raw.sqlite3_bind_int64(_statement, 2, grain));
        Check(raw.sqlite3_bind_int64(_statement, 3, sequence));
        Check(raw.sqlite3_bind_int64(_statement, 4, crc));
        Check(raw.sqlite3_bind_blob(_statement, 5, bytes));
        var code = raw.sqlite3_step(_statement);
        // It says once more how the step went.
        _ = raw.sqlite3_reset(_statement);
        if (code != raw.SQLITE_DONE) Check(code);
    }

    public void Dispose() => _statement.Dispose();

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK) throw new SqliteException(raw.sqlite3_errmsg(_database).utf8_to_string(), code);
    }
}
