using System.Net;
using Orleans.Configuration;
using WorldModel.Schema;
using WorldModel.Silo.Api;
using WorldModel.Silo.Orleans.Hosting;
using WorldModel.Silo.Orleans.Membership;
using WorldModel.Silo.Orleans.Models;
using WorldModel.Silo.Postgres;
using WorldModel.Silo.Storage;

namespace WorldModel.Silo.Orleans;

/// <summary>
/// A silo of a cluster in this process: Orleans, the grains that it hosts, and the HTTP API, which answers for every
/// consumer wherever its shard lives. Disposed, it has answered what it had accepted and handed its grains over.
/// </summary>
public sealed class ClusterHost : IAsyncDisposable
{
    /// <summary>How long it may take to hand over; a pod's grace period is longer.</summary>
    public static readonly TimeSpan ShutdownBudget = TimeSpan.FromSeconds(45);

    private readonly WebApplication _app;
    private readonly FrameStore _store;
    private readonly Metrics _metrics;
    private bool _stopped;

    private ClusterHost(WebApplication app, FrameStore store, Metrics metrics) =>
        (_app, _store, _metrics) = (app, store, metrics);

    /// <summary>Joins the cluster, and listens once it knows which models are live.</summary>
    /// <exception cref="WorldModelException">The options, the store or a model are not acceptable.</exception>
    public static async Task<ClusterHost> Start(ClusterOptions options, CancellationToken cancellation = default)
    {
        var silo = options.Silo;
        var endpoint = ListenAddress.Parse(silo.Url, silo.Keys is not null);
        ListenAddress.RequireFree(endpoint, silo.Url);
        var metrics = new Metrics();
        FrameStore? store = null;
        try
        {
            store = await Open(options, metrics, cancellation);
            return await Start(options, endpoint, store, metrics, cancellation);
        }
        catch
        {
            store?.Dispose();
            metrics.Dispose();
            throw;
        }
    }

    /// <summary>Ends when the process is told to (SIGTERM, Ctrl+C).</summary>
    public Task WaitForShutdown(CancellationToken cancellation = default) => _app.WaitForShutdownAsync(cancellation);

    /// <summary>Stops listening, ends the work under way, hands the grains over, leaves the cluster.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stopped)
            return;
        _stopped = true;
        await _app.StopAsync();
        _store.Dispose();
        _metrics.Dispose();
        await _app.DisposeAsync();
    }

    private static async Task<FrameStore> Open(
        ClusterOptions options, Metrics metrics, CancellationToken cancellation)
    {
        var silo = options.Silo;
        var settings = new StoreOptions(silo.DataDirectory, silo.Schema.Hash)
        {
            Shards = silo.Shards,
            Synchronous = silo.Synchronous,
            Journal = silo.Journal,
            Time = silo.Time,
        };
        Directory.CreateDirectory(silo.DataDirectory);
        if (options.Postgres is not { } postgres)
            return FrameStore.Open(settings, metrics);
        await MembershipTables.Make(postgres, cancellation);
        return await FrameStore.Open(
            options.Store ?? new PostgresProvider(postgres), settings, metrics, cancellation);
    }

    private static async Task<ClusterHost> Start(
        ClusterOptions options, IPEndPoint endpoint, FrameStore store, Metrics metrics,
        CancellationToken cancellation)
    {
        var silo = options.Silo;
        var parts = new SiloParts(silo.Schema, silo.Limits);
        var files = new ModelFolder(Path.Combine(silo.DataDirectory, ModelFolder.FolderName), parts.LoadModel);
        files.LoadAll();
        var log = LoggerFactory.Create(logging => Logging(logging, silo)).CreateLogger("WorldModel.Silo");
        var core = new SiloCore(silo, store, parts, files, Clocks.Of(silo), metrics, log);
        var keys = silo.Keys is { } path ? new AccessKeys(path, silo.Time, log) : null;
        var app = ApiServer.Build(silo, endpoint, builder =>
        {
            // Of every grain that is placed it would tell that nothing went wrong.
            builder.Logging.AddFilter("Polly", LogLevel.Warning);
            builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownBudget);
            builder.UseOrleans(orleans => Join(orleans, options).AddWorldModel(core, options.Settings));
        });
        ApiServer.Map(app, new ApiContext(
            silo, silo.Schema, store, app.Services.GetRequiredService<LocalSilo>(),
            app.Services.GetRequiredService<ModelCourier>(), core.Clock, metrics, log, keys));
        await app.StartAsync(cancellation);
        ClusterLog.Joined(
            log, $"{options.Address ?? IPAddress.Loopback}:{options.SiloPort}", options.Cluster, silo.Url, store.Kind,
            store.Shards, options.Settings.ProbeTimeout.TotalSeconds, options.Settings.MissedProbes);
        return new ClusterHost(app, store, metrics);
    }

    private static ISiloBuilder Join(ISiloBuilder silo, ClusterOptions options)
    {
        if (options.Postgres is not { } postgres)
            return silo.UseLocalhostClustering(
                options.SiloPort, options.GatewayPort, serviceId: options.Cluster, clusterId: options.Cluster);
        silo.Configure<global::Orleans.Configuration.ClusterOptions>(cluster =>
            (cluster.ClusterId, cluster.ServiceId) = (options.Cluster, options.Cluster));
        silo.ConfigureEndpoints(
            options.Address ?? IPAddress.Loopback, options.SiloPort, options.GatewayPort,
            listenOnAnyHostAddress: options.Address is not null);
        if (options.SiloListenPort is { } port)
            silo.Configure<EndpointOptions>(endpoints => endpoints.SiloListeningEndpoint = new IPEndPoint(
                options.Address is null ? IPAddress.Loopback : IPAddress.Any, port));
        return silo.UseAdoNetClustering(members =>
        {
            members.Invariant = "Npgsql";
            members.ConnectionString = postgres;
        });
    }

    private static void Logging(ILoggingBuilder logging, SiloOptions options)
    {
        if (options.LogLevel != LogLevel.None)
            logging.AddSimpleConsole(console => console.SingleLine = true).SetMinimumLevel(options.LogLevel);
    }
}
