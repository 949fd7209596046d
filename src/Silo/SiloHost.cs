using System.Diagnostics;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using WorldModel.Grains.Hosting;
using WorldModel.Grains.Interfaces;
using WorldModel.Schema;
using WorldModel.Silo.Api;
using WorldModel.Silo.Mixes;
using WorldModel.Silo.Runtime;
using WorldModel.Silo.Storage;

namespace WorldModel.Silo;

/// <summary>
/// A silo in this process: store, grains and HTTP API. Started, it has recovered everything and goes on with the long
/// work that the store lists; disposed, it has answered what it had accepted and written its snapshots.
/// </summary>
public sealed class SiloHost : IAsyncDisposable
{
    /// <summary>How long requests under way may take to end when the silo stops; snapshots come after.</summary>
    public static readonly TimeSpan ShutdownBudget = TimeSpan.FromSeconds(30);

    private readonly WebApplication _app;
    private readonly FrameStore _store;
    private readonly EmbeddedGrains _grains;
    private readonly WorkLoop _work;
    private readonly MoneyLoop _money;
    private readonly Metrics _metrics;
    private readonly ILogger _log;
    private bool _stopped;

    private SiloHost(
        WebApplication app, FrameStore store, EmbeddedGrains grains, WorkLoop work, MoneyLoop money, Metrics metrics,
        ILogger log) =>
        (_app, _store, _grains, _work, _money, _metrics, _log) = (app, store, grains, work, money, metrics, log);

    /// <summary>Where it listens.</summary>
    public Uri Url => new(_app.Services.GetRequiredService<IServer>().Features
        .Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>The grains, for callers in this process.</summary>
    public IGrains Grains => _grains;

    /// <summary>Opens or makes the store, recovers, goes on with listed work, and listens.</summary>
    /// <exception cref="WorldModelException">The options, the store or a model are not acceptable.</exception>
    public static Task<SiloHost> Start(SiloOptions options, CancellationToken cancellation = default) =>
        Start(options, new SiloParts(options.Schema, options.Limits), cancellation);

    /// <summary>As the public one, with grains and models made by <paramref name="parts"/>.</summary>
    internal static async Task<SiloHost> Start(
        SiloOptions options, ISiloParts parts, CancellationToken cancellation = default)
    {
        var endpoint = ListenAddress.Parse(options.Url, options.Keys is not null);
        ListenAddress.RequireFree(endpoint, options.Url);
        var app = ApiServer.Build(options, endpoint);
        var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("WorldModel.Silo");
        var metrics = new Metrics();
        FrameStore? store = null;
        try
        {
            var keys = options.Keys is { } path ? new AccessKeys(path, options.Time, log) : null;
            store = await Open(options, metrics, cancellation);
            return await Start(options, parts, app, store, metrics, keys, log, cancellation);
        }
        catch
        {
            store?.Dispose();
            metrics.Dispose();
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends when the process is told to (SIGTERM, Ctrl+C), or the silo is stopped.</summary>
    public Task WaitForShutdown(CancellationToken cancellation = default) => _app.WaitForShutdownAsync(cancellation);

    /// <summary>Stops listening, ends the work under way, writes snapshots, closes the store.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stopped)
            return;
        _stopped = true;
        await _app.StopAsync();
        await _work.DisposeAsync();
        await _money.DisposeAsync();
        try
        {
            Log.Stopped(_log, _store.Failure is null ? await _grains.SnapshotAll() : 0);
        }
        finally
        {
            _store.Dispose();
            _metrics.Dispose();
            await _app.DisposeAsync();
        }
    }

    private static async Task<FrameStore> Open(SiloOptions options, Metrics metrics, CancellationToken cancellation)
    {
        var settings = new StoreOptions(options.DataDirectory, options.Schema.Hash)
        {
            Shards = options.Shards,
            Synchronous = options.Synchronous,
            Journal = options.Journal,
            Time = options.Time,
        };
        return options.Store is { } provider
            ? await FrameStore.Open(provider, settings, metrics, cancellation)
            : FrameStore.Open(settings, metrics);
    }

    private static async Task<SiloHost> Start(
        SiloOptions options, ISiloParts parts, WebApplication app, FrameStore store, Metrics metrics,
        AccessKeys? keys, ILogger log, CancellationToken cancellation)
    {
        if (store.WeakDurability is { } setting)
            Log.WeakDurability(log, setting);
        var models = new ModelFolder(Path.Combine(options.DataDirectory, ModelFolder.FolderName), parts.LoadModel);
        foreach (var (hash, file) in models.LoadAll())
            Log.ModelLoaded(log, hash, Path.GetFileName(file));
        var clock = Clocks.Of(options);
        var grains = new EmbeddedGrains(store, g => parts.Grains(g, clock),
            new ActivationSettings(options.QueueBound, options.SnapshotBytes, metrics));
        metrics.WatchQueues(() => grains.Pending.All);
        await Recover(store, grains, clock, log);
        await FirstModel.MakeLive(options, models, grains, cancellation);
        var work = new WorkLoop(store, grains, options.Time, log);
        ApiServer.Map(
            app, new ApiContext(options, options.Schema, store, grains, models, clock, metrics, log, keys)
            {
                Mixes = new MixDesk(new MixFolder(Path.Combine(options.DataDirectory, MixFolder.FolderName))),
            });
        await Listen(app, options.Url, cancellation);
        work.Start();
        var money = new MoneyLoop(store, grains, options.SweepEvery, options.Time, metrics, log);
        money.Start();
        var silo = new SiloHost(app, store, grains, work, money, metrics, log);
        Log.Started(log, silo.Url.ToString(), options.DataDirectory, store.Shards, await Consumers(grains));
        return silo;
    }

    private static async Task Listen(WebApplication app, string url, CancellationToken cancellation)
    {
        try
        {
            await app.StartAsync(cancellation);
        }
        catch (IOException cause) when (cause.InnerException is AddressInUseException)
        {
            throw ListenAddress.Taken(url, cause);
        }
    }

    private static async Task Recover(FrameStore store, EmbeddedGrains grains, IClock clock, ILogger log)
    {
        long start = Stopwatch.GetTimestamp();
        int count = await grains.RecoverAll();
        // The latest first day shown is believed; shards one by one may be further apart than a clock may jump.
        if (clock is StreamClock stream && (await Statuses(grains)).Max(status => status.LastDay) is { } day)
            stream.Show(day);
        if (count > 0)
            Log.Recovered(log, count, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    private static async Task<long> Consumers(EmbeddedGrains grains) =>
        (await Statuses(grains)).Sum(status => (long)status.Consumers);

    private static Task<ShardStatus[]> Statuses(EmbeddedGrains grains) => Task.WhenAll(
        Enumerable.Range(0, grains.ShardCount).Select(number => grains.Shard(number).Status().AsTask()));
}
