using System.Net.Sockets;
using Npgsql;
using WorldModel.Client;
using WorldModel.Silo.Tests;
using WorldModel.Stores.Tests;

namespace WorldModel.Silo.Orleans.Tests.Processes;

/// <summary>Silo processes over one PostgreSQL, and a client of each.</summary>
internal sealed class ProcessCluster : IAsyncDisposable
{
    private readonly TempDirectory _data = new();
    private readonly HttpClient[] _http;

    private ProcessCluster(
        SmallWorld world, PostgresCluster postgres, int silos, int shards, bool hasWires, string[] more)
    {
        Store = postgres.NextStore();
        StoreWires = [.. Enumerable.Range(0, hasWires ? silos : 0).Select(_ =>
            new TcpRelay(new UnixDomainSocketEndPoint(postgres.Socket)))];
        Silos = [.. Enumerable.Range(0, silos).Select(i => new ClusterProcess(
            [
                "--data", _data.File($"silo-{i}"), "--schema", world.SchemaFile, "--model", world.ModelPath,
                "--shards", $"{shards}", "--postgres", $"{StoreOf(i)};Application Name={Name(i)}", "--cluster", "test",
                "--moves", "600",
                .. more,
            ],
            _data.File($"silo-{i}.log"), hasWires))];
        _http = Array.ConvertAll(Silos, silo =>
            new HttpClient { BaseAddress = silo.Url, Timeout = TimeSpan.FromSeconds(12) });
        Clients = Array.ConvertAll(_http, http => new WorldModelClient(http, RetryPolicy.None));
    }

    public ClusterProcess[] Silos { get; }

    /// <summary>How the database is reached.</summary>
    public string Store { get; }

    /// <summary>How each silo reaches the database; none where nothing is between.</summary>
    public TcpRelay[] StoreWires { get; }

    /// <summary>Where the silos' own folders are.</summary>
    public string Folder => _data.Path;

    /// <summary>One client a silo, each without retries of its own.</summary>
    public WorldModelClient[] Clients { get; }

    public HttpClient Http(int silo) => _http[silo];

    /// <summary>What a silo is called in the database.</summary>
    public static string Name(int silo) => $"silo-{silo}";

    /// <param name="world">The little world.</param>
    /// <param name="postgres">Where the members stand, and the frames unless options say otherwise.</param>
    /// <param name="silos">Silos.</param>
    /// <param name="shards">Shards.</param>
    /// <param name="more">Options of every silo besides.</param>
    public static Task<ProcessCluster> Start(
        SmallWorld world, PostgresCluster postgres, int silos, int shards, params string[] more) =>
        Start(world, postgres, silos, shards, false, more);

    /// <summary>The same, where a test can cut what is between silos, and between each and the database.</summary>
    public static Task<ProcessCluster> StartWired(SmallWorld world, PostgresCluster postgres, int silos, int shards) =>
        Start(world, postgres, silos, shards, true, []);

    private static async Task<ProcessCluster> Start(
        SmallWorld world, PostgresCluster postgres, int silos, int shards, bool hasWires, string[] more)
    {
        Assert.SkipWhen(postgres.Missing is not null, postgres.Missing ?? "");
        var cluster = new ProcessCluster(world, postgres, silos, shards, hasWires, more);
        try
        {
            foreach (var silo in cluster.Silos)
                await silo.Start();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    private string StoreOf(int silo) => StoreWires.Length == 0
        ? Store
        : new NpgsqlConnectionStringBuilder(Store) { Host = "127.0.0.1", Port = StoreWires[silo].Port }.ToString();

    public string Logs() => string.Join(Environment.NewLine, Enumerable.Range(0, Silos.Length).Select(i =>
        $"--- silo {i}\n" + string.Join('\n', File.ReadLines(_data.File($"silo-{i}.log")).TakeLast(40))));

    public async ValueTask DisposeAsync()
    {
        foreach (var silo in Silos)
            await silo.DisposeAsync();
        foreach (var wire in StoreWires)
            await wire.DisposeAsync();
        foreach (var http in _http)
            http.Dispose();
        _data.Dispose();
    }
}
