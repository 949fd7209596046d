using System.Globalization;
using Npgsql;

namespace WorldModel.Silo.Orleans.Tests.Processes;

/// <summary>Looks into a cluster's database, and holds parts of it still.</summary>
internal sealed class StoreWatch(string connection) : IAsyncDisposable
{
    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(connection);

    /// <summary>Shards of each process that has some, in the order in which the processes started.</summary>
    public async Task<int[][]> Shards()
    {
        await using var command = _source.CreateCommand("""
            SELECT owner, key FROM grains WHERE kind = 'shard' AND owner <> 0 ORDER BY owner
            """);
        await using var row = await command.ExecuteReaderAsync();
        var found = new List<(long Owner, int Shard)>();
        while (await row.ReadAsync())
            found.Add((row.GetInt64(0), int.Parse(row.GetString(1), CultureInfo.InvariantCulture)));
        return [.. found.GroupBy(one => one.Owner, one => one.Shard).Select(all => all.ToArray())];
    }

    /// <summary>Statements of a silo that wait for a lock.</summary>
    public async Task<long> Waiting(int silo)
    {
        await using var command = _source.CreateCommand(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND application_name = $1");
        command.Parameters.Add(new NpgsqlParameter { Value = ProcessCluster.Name(silo) });
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Until it is disposed nothing is written to a table; what is read of it is answered.</summary>
    public async Task<IAsyncDisposable> Hold(string table)
    {
        var held = await _source.OpenConnectionAsync();
        await using var command = new NpgsqlCommand($"BEGIN; LOCK TABLE {table} IN EXCLUSIVE MODE", held);
        await command.ExecuteNonQueryAsync();
        return held;
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();
}
