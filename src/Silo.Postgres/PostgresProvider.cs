using Npgsql;
using WorldModel.Silo.Storage;

namespace WorldModel.Silo.Postgres;

/// <summary>
/// A store in a PostgreSQL database, in the schema that the connection string's search path names first, or
/// <c>worldmodel</c>. The connection string is a secret: no message holds it.
/// </summary>
public sealed class PostgresProvider : IStoreProvider
{
    private const string DefaultSchema = "worldmodel";

    private readonly NpgsqlConnectionStringBuilder _connection;
    private readonly string _schema;

    /// <param name="connectionString">How to reach the database, in Npgsql's words.</param>
    /// <exception cref="StoreException">Not a connection string.</exception>
    public PostgresProvider(string connectionString)
    {
        _connection = Parse(connectionString);
        _schema = _connection.SearchPath is { Length: > 0 } path ? path.Split(',')[0].Trim() : DefaultSchema;
        _connection.SearchPath = _schema;
        _connection.ApplicationName ??= "worldmodel";
        _connection.IncludeErrorDetail = false;
    }

    public string Name => $"postgres {_connection.Host}:{_connection.Port}/{_connection.Database}, schema {_schema}";

    public Task<IStoreBackend> Open(StoreSettings settings, CancellationToken cancellation = default) =>
        Asking<IStoreBackend>(async source =>
        {
            await PostgresTables.Make(source, _schema, settings, cancellation);
            var backend = new PostgresBackend(source, Name, settings);
            await backend.Begin(cancellation);
            return backend;
        });

    public IKeptJournal OpenKept() => Task.Run(() => Asking<IKeptJournal>(source =>
    {
        PostgresTables.Check(source, Name);
        return Task.FromResult<IKeptJournal>(new PostgresKept(source, Name));
    })).GetAwaiter().GetResult();

    private static NpgsqlConnectionStringBuilder Parse(string text)
    {
        try
        {
            var parsed = new NpgsqlConnectionStringBuilder(text);
            if (parsed.Host is { Length: > 0 } && parsed.Database is { Length: > 0 })
                return parsed;
        }
        catch (Exception error) when (error is ArgumentException or FormatException or InvalidCastException)
        {
            // The cause may repeat what stands in the string.
        }
        throw new StoreException(
            "store: got no connection string of PostgreSQL, expected one such as Host=...;Database=...;Username=...");
    }

    private async Task<T> Asking<T>(Func<NpgsqlDataSource, Task<T>> ask)
    {
        var source = new NpgsqlDataSourceBuilder(_connection.ConnectionString).Build();
        try
        {
            return await ask(source);
        }
        catch (NpgsqlException cause)
        {
            await source.DisposeAsync();
            throw new StoreException($"{Name}: {cause.Message}", cause);
        }
        catch
        {
            await source.DisposeAsync();
            throw;
        }
    }
}
