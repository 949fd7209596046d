using System.Collections.Concurrent;
using System.Globalization;
using WorldModel.Grains.Hosting;
using WorldModel.Grains.Interfaces;
using WorldModel.Grains.Orleans;
using WorldModel.Silo.Runtime;
using WorldModel.Silo.Storage;

namespace WorldModel.Silo.Orleans.Hosting;

/// <summary>This process's part of the cluster: the grains that it hosts, and the way to all others.</summary>
internal sealed class LocalSilo : IGrainHost
{
    private readonly SiloCore _core;
    private readonly Runtime.IGrainFactory _factory;
    private readonly ActivationSettings _settings;
    private readonly ConcurrentDictionary<GrainAddress, IHostedGrain> _hosted = new();
    private readonly ConcurrentDictionary<GrainAddress, bool> _known = new();

    public LocalSilo(SiloCore core, IGrainFactory grains)
    {
        _core = core;
        Grains = new OrleansGrains(grains, core.Store.Shards);
        _factory = core.Parts.Grains(Grains, core.Clock);
        _settings = new ActivationSettings(core.Options.QueueBound, core.Options.SnapshotBytes, core.Metrics);
        core.Metrics.WatchQueues(() => Pending.All);
    }

    public IGrains Grains { get; }

    public FrameStore Store => _core.Store;

    public Metrics Metrics => _core.Metrics;

    public ILogger Log => _core.Log;

    /// <summary>Calls that may wait in one shard.</summary>
    public int Bound => _core.Options.QueueBound;

    public ScanGate Scans { get; } = new(Environment.ProcessorCount);

    /// <summary>The grains hosted here now.</summary>
    public IEnumerable<IHostedGrain> Hosted => _hosted.Values;

    public (long All, int Deepest) Pending
    {
        get
        {
            var each = _hosted.Values.Select(grain => grain.Pending).ToList();
            return (each.Sum(pending => (long)pending), each.DefaultIfEmpty().Max());
        }
    }

    public bool HasOneJournal => false;

    /// <summary>A grain that has left something never ends to have: only what is not known yet is asked for.</summary>
    public async ValueTask<bool> Knows(GrainAddress grain)
    {
        if (_known.ContainsKey(grain) || Store.Knows(grain))
            return true;
        foreach (var left in (await Store.List()).Grains)
            _known[left] = true;
        return _known.ContainsKey(grain);
    }

    public async ValueTask<string[]> Keys(string kind) =>
    [
        .. (await Store.List()).Grains.Where(grain => grain.Kind == kind).Select(grain => grain.Key)
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Nothing: a grain that has written nothing leaves no trace when its activation ends.</summary>
    public void DropEmpty(GrainAddress grain)
    {
    }

    public bool Hosts(GrainAddress grain) => _hosted.ContainsKey(grain);

    public void Entered(IHostedGrain grain) => _hosted[grain.Address] = grain;

    public void Left(IHostedGrain grain) => _hosted.TryRemove(KeyValuePair.Create(grain.Address, grain));

    /// <summary>Numbers of the shards hosted here.</summary>
    public int[] Shards() =>
    [
        .. _hosted.Keys.Where(grain => grain.Kind == GrainKind.Shard)
            .Select(grain => int.Parse(grain.Key, CultureInfo.InvariantCulture)).Order(),
    ];

    /// <summary>A shard of this process; null where it is elsewhere.</summary>
    public IHostedGrain? Shard(int number) => _hosted.GetValueOrDefault(GrainAddress.Shard(number));

    public Hosted<IConsumerShard> HostShard(IGrainContext context)
    {
        int number = (int)context.GrainId.GetIntegerKey();
        if (number < 0 || number >= Store.Shards)
            throw new StoreException($"shard: got {number}, expected 0 to {Store.Shards - 1}");
        return Host(context, GrainAddress.Shard(number), journal => _factory.Shard(number, journal));
    }

    public Hosted<ISharedModel> HostModel(IGrainContext context) =>
        Host(context, GrainAddress.Model(Key(context)), journal => _factory.Model(Key(context), journal));

    public Hosted<ICampaign> HostCampaign(IGrainContext context) =>
        Host(context, GrainAddress.Campaign(Key(context)), journal => _factory.Campaign(Key(context), journal));

    public Hosted<IAllocator> HostAllocator(IGrainContext context) =>
        Host(context, GrainAddress.Allocator(Key(context)), journal => _factory.Allocator(Key(context), journal));

    private Hosted<T> Host<T>(IGrainContext context, GrainAddress address, Func<IJournal, T> create)
        where T : class => new(context, new GrainLife<T>(address, Store, create, _settings), this);

    private static string Key(IGrainContext context) => context.GrainId.Key.ToString()!;
}
