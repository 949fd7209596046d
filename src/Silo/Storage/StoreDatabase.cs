using System.Globalization;
using Microsoft.Data.Sqlite;

namespace WorldModel.Silo.Storage;

/// <summary>
/// The SQLite file of a store: made with its tables and settings, or opened and checked against them.
/// </summary>
internal sealed class StoreDatabase
{
    /// <summary>Counts changes of the tables or of the frames' bytes; written to <c>user_version</c>.</summary>
    public const int FormatVersion = 3;

    public const string FileName = "store.db";

    /// <summary>"WMST": tells this file from any other of SQLite's.</summary>
    private const long ApplicationId = 0x574D5354;

    private const string Tables = """
        CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
        CREATE TABLE grains (
            id INTEGER PRIMARY KEY, kind TEXT NOT NULL, key TEXT NOT NULL, UNIQUE (kind, key)) STRICT;
        CREATE TABLE frames (
            id INTEGER PRIMARY KEY, grain INTEGER NOT NULL, sequence INTEGER NOT NULL, crc INTEGER NOT NULL,
            bytes BLOB NOT NULL) STRICT;
        CREATE TABLE snapshots (
            grain INTEGER PRIMARY KEY, sequence INTEGER NOT NULL, crc INTEGER NOT NULL, since INTEGER NOT NULL,
            bytes BLOB NOT NULL) STRICT;
        CREATE TABLE history (
            grain INTEGER NOT NULL, sequence INTEGER NOT NULL, crc INTEGER NOT NULL, bytes BLOB NOT NULL,
            PRIMARY KEY (grain, sequence)) STRICT, WITHOUT ROWID;
        CREATE TABLE bases (
            grain INTEGER NOT NULL, sequence INTEGER NOT NULL, day INTEGER NOT NULL, crc INTEGER NOT NULL,
            bytes BLOB NOT NULL, PRIMARY KEY (grain, sequence)) STRICT, WITHOUT ROWID;
        CREATE TABLE work (grain INTEGER PRIMARY KEY) STRICT;
        """;

    private readonly string _path;
    private readonly Synchronous _synchronous;

    private StoreDatabase(string path, Synchronous synchronous) => (_path, _synchronous) = (path, synchronous);

    public int Shards { get; private set; }

    /// <summary>Which start of the store this is, from 1.</summary>
    public long Epoch { get; private set; }

    /// <summary>Size of the file and of its write-ahead log.</summary>
    public long Bytes => Length(_path) + Length(_path + "-wal");

    public static StoreDatabase Open(StoreOptions options)
    {
        var database = new StoreDatabase(Path.Combine(options.Directory, FileName), options.Synchronous);
        try
        {
            using var connection = database.Connect();
            if (Scalar(connection, "PRAGMA application_id") == 0 && Scalar(connection, "PRAGMA schema_version") == 0)
                Create(connection, options);
            database.Check(connection, options);
            database.Begin(connection);
        }
        catch (SqliteException cause)
        {
            throw new StoreException($"{database._path}: {cause.Message}", cause);
        }
        return database;
    }

    /// <summary>A connection with the store's settings; several may read while one writes.</summary>
    public SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={_path};Pooling=False");
        connection.Open();
        Execute(connection, $"""
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = {(int)_synchronous};
            PRAGMA wal_autocheckpoint = 8192;
            PRAGMA secure_delete = ON;
            PRAGMA temp_store = MEMORY;
            """);
        return connection;
    }

    public static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static void Create(SqliteConnection connection, StoreOptions options)
    {
        int shards = options.ShardsToMake();
        using var transaction = connection.BeginTransaction();
        Execute(connection, Tables);
        Execute(connection, $"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {FormatVersion};");
        using var insert = connection.CreateCommand();
        insert.CommandText = "INSERT INTO meta VALUES ('shards', $shards), ('schema', $schema), ('epoch', $epoch)";
        insert.Parameters.AddWithValue("$shards", shards.ToString(CultureInfo.InvariantCulture));
        insert.Parameters.AddWithValue("$schema", options.SchemaHash);
        insert.Parameters.AddWithValue("$epoch", options.EpochsAbove.ToString(CultureInfo.InvariantCulture));
        insert.ExecuteNonQuery();
        transaction.Commit();
    }

    private void Check(SqliteConnection connection, StoreOptions options)
    {
        CheckFormat(connection, _path);
        Shards = int.Parse(Meta(connection, "shards"), CultureInfo.InvariantCulture);
        options.Check(Shards, Meta(connection, "schema"));
    }

    /// <exception cref="StoreException">Another program's, or of another version.</exception>
    public static void CheckFormat(SqliteConnection connection, string path)
    {
        long application = Scalar(connection, "PRAGMA application_id");
        if (application != ApplicationId)
            throw new StoreException($"{path}: got a database of another program, expected a WorldModel store");
        long format = Scalar(connection, "PRAGMA user_version");
        if (format != FormatVersion)
            throw new StoreException($"{path}: got format version {format}, expected {FormatVersion}");
    }

    /// <summary>Raises the epoch: durable before anything is written in it.</summary>
    private void Begin(SqliteConnection connection)
    {
        Epoch = long.Parse(Meta(connection, "epoch"), CultureInfo.InvariantCulture) + 1;
        using var update = connection.CreateCommand();
        update.CommandText = "UPDATE meta SET value = $epoch WHERE name = 'epoch'";
        update.Parameters.AddWithValue("$epoch", Epoch.ToString(CultureInfo.InvariantCulture));
        update.ExecuteNonQuery();
    }

    public static string Meta(SqliteConnection connection, string name)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT value FROM meta WHERE name = $name";
        command.Parameters.AddWithValue("$name", name);
        return (string?)command.ExecuteScalar()
            ?? throw new StoreException($"meta.{name}: got nothing, expected a value");
    }

    public static long Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    private static long Length(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;
}
