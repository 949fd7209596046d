using System.Collections.Concurrent;
using WorldModel.Grains.Hosting;
using WorldModel.Grains.Interfaces;
using WorldModel.Schema;
using WorldModel.Silo.Storage;

namespace WorldModel.Silo.Runtime;

/// <summary>All grains in one process: each is made, and recovered from the store, when it is first called.</summary>
internal sealed class EmbeddedGrains : IGrains, IGrainHost
{
    private readonly FrameStore _store;
    private readonly IGrainFactory _factory;
    private readonly ActivationSettings _settings;
    private readonly ConcurrentDictionary<GrainAddress, Entry> _entries = new();
    private readonly IConsumerShard[] _shards;

    private sealed record Entry(IActivation Activation, object Proxy);

    public EmbeddedGrains(FrameStore store, Func<IGrains, IGrainFactory> factory, ActivationSettings settings)
    {
        _store = store;
        _settings = settings;
        _factory = factory(this);
        _shards = [.. Enumerable.Range(0, store.Shards).Select(AddShard)];
    }

    public int ShardCount => _shards.Length;

    IGrains IGrainHost.Grains => this;

    bool IGrainHost.HasOneJournal => true;

    public (long All, int Deepest) Pending
    {
        get
        {
            var each = _entries.Values.Select(entry => entry.Activation.Pending).ToList();
            return (each.Sum(pending => (long)pending), each.DefaultIfEmpty().Max());
        }
    }

    public int ShardOf(string consumer) => ConsumerHash.Shard(ConsumerHash.Of(consumer), ShardCount);

    public IConsumerShard Shard(int number) => _shards[number];

    public ISharedModel Model(string name) => (ISharedModel)Entered(GrainAddress.Model(name)).Proxy;

    public ICampaign Campaign(string id) => (ICampaign)Entered(GrainAddress.Campaign(id)).Proxy;

    public IAllocator Allocator(string pool) => (IAllocator)Entered(GrainAddress.Allocator(pool)).Proxy;

    /// <summary>Brings back all grains of the store on all cores; returns how many.</summary>
    public async Task<int> RecoverAll()
    {
        var grains = _store.Grains.ToList();
        // What is live is announced by the models: they come first.
        foreach (var model in grains.Where(grain => grain.Kind == GrainKind.Model))
            await Entered(model).Activation.Recover();
        await Parallel.ForEachAsync(grains, async (grain, _) => await Entered(grain).Activation.Recover());
        return grains.Count;
    }

    /// <summary>Writes a snapshot of every grain that has written since its last; returns how many.</summary>
    public async Task<int> SnapshotAll()
    {
        int written = 0;
        await Parallel.ForEachAsync(_entries.Values, async (entry, _) =>
        {
            if (await entry.Activation.Snapshot())
                Interlocked.Increment(ref written);
        });
        return written;
    }

    public ValueTask<bool> Knows(GrainAddress grain) => ValueTask.FromResult(_store.Knows(grain));

    public ValueTask<string[]> Keys(string kind) => ValueTask.FromResult<string[]>(
        [.. _store.Grains.Where(grain => grain.Kind == kind).Select(grain => grain.Key).Order(StringComparer.Ordinal)]);

    public void DropEmpty(GrainAddress grain)
    {
        if (!_store.Knows(grain) && _entries.TryRemove(grain, out _))
            _store.DropEmpty(grain);
    }

    private IConsumerShard AddShard(int number)
    {
        var address = GrainAddress.Shard(number);
        var activation = Activate(address, journal => _factory.Shard(number, journal));
        var proxy = new ShardProxy(activation);
        _entries[address] = new Entry(activation, proxy);
        return proxy;
    }

    private Entry Entered(GrainAddress grain) => _entries.GetOrAdd(grain, Make);

    private Entry Make(GrainAddress grain)
    {
        switch (grain.Kind)
        {
            case GrainKind.Model:
                var model = Activate(grain, journal => _factory.Model(grain.Key, journal));
                return new Entry(model, new ModelProxy(model));
            case GrainKind.Campaign:
                var campaign = Activate(grain, journal => _factory.Campaign(grain.Key, journal));
                return new Entry(campaign, new CampaignProxy(campaign));
            case GrainKind.Allocator:
                var allocator = Activate(grain, journal => _factory.Allocator(grain.Key, journal));
                return new Entry(allocator, new AllocatorProxy(allocator));
            default:
                throw new StoreException(
                    $"{grain}: got a grain of an unknown kind or shard, expected one of this store");
        }
    }

    private Activation<T> Activate<T>(GrainAddress grain, Func<IJournal, T> create)
        where T : class => new(grain, _store, create, _settings);
}
