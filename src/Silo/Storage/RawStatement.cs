using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace WorldModel.Silo.Storage;

/// <summary>
/// A statement by SQLite's own functions, for what is run for every frame: a command of ADO.NET made ten times the
/// garbage of a decision's bytes. Inside the connection's transaction; used by one thread.
/// </summary>
internal sealed class RawStatement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    /// <param name="connection">Open.</param>
    /// <param name="sql">One statement that returns no rows, its parameters as <c>?1</c>, <c>?2</c>.</param>
    /// <exception cref="SqliteException">SQLite does not understand it.</exception>
    public RawStatement(SqliteConnection connection, string sql)
    {
        _database = connection.Handle!;
        Check(raw.sqlite3_prepare_v2(_database, sql, out _statement));
    }

    /// <exception cref="SqliteException">There is no such parameter.</exception>
    public RawStatement Bind(int parameter, long value)
    {
        Check(raw.sqlite3_bind_int64(_statement, parameter, value));
        return this;
    }

    /// <inheritdoc cref="Bind(int, long)"/>
    public RawStatement Bind(int parameter, ReadOnlySpan<byte> bytes)
    {
        // No bytes are a blob of length 0; without an address they would be NULL.
        Check(bytes.IsEmpty
            ? raw.sqlite3_bind_zeroblob(_statement, parameter, 0)
            : raw.sqlite3_bind_blob(_statement, parameter, bytes));
        return this;
    }

    /// <exception cref="SqliteException">SQLite refused it.</exception>
    public void Run()
    {
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
