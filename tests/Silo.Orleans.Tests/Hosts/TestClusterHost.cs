using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.TestingHost;
using WorldModel.Grains.Interfaces;
using WorldModel.Grains.Orleans;
using WorldModel.Silo.Orleans.Hosting;
using WorldModel.Silo.Tests;
using WorldModel.Testing.Contract;

namespace WorldModel.Silo.Orleans.Tests.Hosts;

/// <summary>An Orleans test cluster over one store; its grains are asked through a client outside of it.</summary>
internal sealed class TestClusterHost : IContractHost
{
    private readonly TempDirectory _data = new();
    private readonly HandTime _time = new();
    private readonly List<TestSilo> _silos = [];
    private readonly Lock _lock = new();
    private readonly SmallWorld _world;
    private readonly int _shards;
    private readonly bool _isRealTime;

    private TestClusterHost(SmallWorld world, int shards, TimeSpan leaseFor, bool isRealTime)
    {
        (_world, _shards, _isRealTime) = (world, shards, isRealTime);
        Store = new MemoryStore(shards, leaseFor);
    }

    public IGrains Grains { get; private set; } = null!;

    public InProcessTestCluster Cluster { get; private set; } = null!;

    public MemoryStore Store { get; }

    public static async Task<TestClusterHost> Start(
        SmallWorld world, int shards, short silos = 3, ClusterSettings? settings = null, TimeSpan? leaseFor = null,
        bool isRealTime = false)
    {
        var host = new TestClusterHost(world, shards, leaseFor ?? TimeSpan.FromSeconds(30), isRealTime);
        host._time.Now = new DateTimeOffset(world.Today.ToDateTime(new TimeOnly(12, 0)), TimeSpan.Zero);
        var builder = new InProcessTestClusterBuilder(silos);
        builder.ConfigureHost(all => all.Logging.ClearProviders());
        builder.ConfigureSilo((_, silo) =>
            silo.AddWorldModel(host.NewSilo(), settings ?? new ClusterSettings()));
        builder.ConfigureClient(client => client.AddWorldModelGrains());
        host.Cluster = builder.Build();
        await host.Cluster.DeployAsync();
        host.Grains = await OrleansGrains.Connect(host.Cluster.Client);
        return host;
    }

    public void Pass(TimeSpan time) => _time.Pass(time);

    public async Task<string> Load(string path)
    {
        await using var file = File.OpenRead(path);
        return await _silos[^1].Files.Take(file, default);
    }

    /// <summary>Shards of each silo that runs.</summary>
    public int[][] Shards() =>
    [
        .. Cluster.GetActiveSilos().Select(silo => silo.ServiceProvider.GetRequiredService<LocalSilo>().Shards()),
    ];

    public async ValueTask DisposeAsync()
    {
        await Cluster.StopAllSilosAsync();
        await Cluster.DisposeAsync();
        foreach (var silo in _silos)
            silo.Dispose();
        _data.Dispose();
    }

    private SiloCore NewSilo()
    {
        lock (_lock)
        {
            var options = HostLimits.Options(
                _world, _data.File($"silo-{_silos.Count}"), _shards, _isRealTime ? TimeProvider.System : _time);
            _silos.Add(new TestSilo(options, Store));
            return _silos[^1].Core;
        }
    }
}
