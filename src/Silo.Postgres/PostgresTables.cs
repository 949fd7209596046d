using System.Globalization;
using Npgsql;
using WorldModel.Silo.Storage;

namespace WorldModel.Silo.Postgres;

/// <summary>The tables of a store: made by the first process that opens it, checked by every one.</summary>
internal static class PostgresTables
{
    /// <summary>Counts changes of the tables or of the frames' bytes; stands in <c>meta.format</c>.</summary>
    public const int FormatVersion = 1;

    /// <summary>Taken while tables are made: "WMST".</summary>
    private const long MakingLock = 0x574D5354;

    private const string Tables = """
        CREATE TABLE meta (name text PRIMARY KEY, value text NOT NULL);
        CREATE SEQUENCE epochs;
        CREATE TABLE owners (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, until timestamptz NOT NULL);
        CREATE TABLE grains (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, kind text NOT NULL, key text NOT NULL,
            epoch bigint NOT NULL, owner bigint NOT NULL, former bigint NOT NULL DEFAULT 0,
            last bigint NOT NULL DEFAULT 0, work boolean NOT NULL DEFAULT false,
            UNIQUE (kind, key)) WITH (fillfactor = 50);
        CREATE TABLE frames (
            grain bigint NOT NULL, sequence bigint NOT NULL, crc bigint NOT NULL, bytes bytea NOT NULL,
            PRIMARY KEY (grain, sequence));
        CREATE TABLE snapshots (
            grain bigint PRIMARY KEY, sequence bigint NOT NULL, crc bigint NOT NULL, since bigint NOT NULL,
            bytes bytea NOT NULL);
        CREATE TABLE bases (
            grain bigint NOT NULL, sequence bigint NOT NULL, day integer NOT NULL, crc bigint NOT NULL,
            bytes bytea NOT NULL, PRIMARY KEY (grain, sequence));
        ALTER TABLE frames ALTER bytes SET STORAGE EXTERNAL;
        """;

    /// <exception cref="StoreException">Of another format, schema or shard count, or another program's.</exception>
    public static async Task Make(
        NpgsqlDataSource source, string schema, StoreSettings settings, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await Run(connection, $"SELECT pg_advisory_xact_lock({MakingLock})", cancellation);
        var quoted = new NpgsqlCommandBuilder().QuoteIdentifier(schema);
        await Run(connection, $"CREATE SCHEMA IF NOT EXISTS {quoted}", cancellation);
        if (Text(connection, "SELECT to_regclass('meta')::text") is null)
        {
            int shards = settings.ShardsToMake();
            await Run(connection, Tables, cancellation);
            await using var insert = new NpgsqlCommand(
                "INSERT INTO meta VALUES ('format', $1), ('shards', $2), ('schema', $3)", connection);
            Add(insert, FormatVersion.ToString(CultureInfo.InvariantCulture));
            Add(insert, shards.ToString(CultureInfo.InvariantCulture));
            Add(insert, settings.SchemaHash);
            await insert.ExecuteNonQueryAsync(cancellation);
            if (settings.EpochsAbove > 0)
                await Run(connection, string.Create(CultureInfo.InvariantCulture,
                    $"SELECT setval('epochs', {settings.EpochsAbove})"), cancellation);
        }
        CheckFormat(connection, schema);
        settings.Check(Shards(connection), SchemaHash(connection));
        await transaction.CommitAsync(cancellation);
    }

    /// <exception cref="StoreException">There is no store, or one of another format.</exception>
    public static void Check(NpgsqlDataSource source, string name)
    {
        using var connection = source.OpenConnection();
        if (Text(connection, "SELECT to_regclass('meta')::text") is null)
            throw new StoreException($"{name}: got no table meta, expected a WorldModel store");
        CheckFormat(connection, name);
    }

    public static int Shards(NpgsqlConnection connection) =>
        int.Parse(Meta(connection, "shards", ""), CultureInfo.InvariantCulture);

    public static string SchemaHash(NpgsqlConnection connection) => Meta(connection, "schema", "");

    public static string? Text(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        return command.ExecuteScalar() as string;
    }

    public static void Add<T>(NpgsqlCommand command, T value) =>
        command.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value });

    private static void CheckFormat(NpgsqlConnection connection, string name)
    {
        var format = Meta(connection, "format", name);
        if (format != FormatVersion.ToString(CultureInfo.InvariantCulture))
            throw new StoreException($"{name}: got format version {format}, expected {FormatVersion}");
    }

    private static string Meta(NpgsqlConnection connection, string key, string name)
    {
        try
        {
            return Text(connection, $"SELECT value FROM meta WHERE name = '{key}'")
                ?? throw new StoreException($"{name}: meta.{key}: got nothing, expected a value");
        }
        catch (PostgresException cause) when (cause.SqlState == PostgresErrorCodes.UndefinedColumn)
        {
            throw new StoreException(
                $"{name}: got a table meta of another program, expected a WorldModel store", cause);
        }
    }

    private static async Task Run(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
