using WorldModel.Grains.Consumers;
using WorldModel.Grains.Hosting;
using WorldModel.Grains.Interfaces;
using WorldModel.Grains.Money;
using WorldModel.Schema;

namespace WorldModel.Grains.Tests.Host;

/// <summary>
/// One life of a process: grains over a store that outlives it. Every call between grains is a turn of its own, records
/// become durable when the draw says so, and a crash forgets all that was not.
/// </summary>
internal sealed class TestHost : IGrains
{
    private readonly MemoryStore _store;
    private readonly GrainServices _services;
    private readonly long _epoch;
    private readonly TurnScheduler _scheduler;
    private readonly SortedDictionary<string, Activation> _activations = new(StringComparer.Ordinal);

    public TestHost(MemoryStore store, World world, int shards, ulong seed)
    {
        _store = store;
        _epoch = store.Begin();
        ShardCount = shards;
        World = world;
        var models = new ModelLibrary();
        foreach (var model in world.Models) models.Add(model);
        _services = new GrainServices(world.Schema, this, models, world.Clock, world.Limits);
        _scheduler = new TurnScheduler(seed) { Outside = WriteSome };
        foreach (var name in world.ModelNames) Activate(GrainAddress.Model(name));
    }

    public World World { get; }

    /// <summary>What outlives this life.</summary>
    public MemoryStore Store => _store;

    public int ShardCount { get; }

    public int Steps => _scheduler.Steps;

    private sealed record Activation(GrainAddress Address, object Grain, MemoryJournal Journal);

    public int ShardOf(string consumer) => ConsumerHash.Shard(ConsumerHash.Of(consumer), ShardCount);

    public IConsumerShard Shard(int number) =>
        new ShardCalls((ConsumerShard)Activate(GrainAddress.Shard(number)), Turn);

    public ISharedModel Model(string name) => new ModelCalls((SharedModel)Activate(GrainAddress.Model(name)), Turn);

    public ICampaign Campaign(string id) => new CampaignCalls((Campaign)Activate(GrainAddress.Campaign(id)), Turn);

    public IAllocator Allocator(string pool) =>
        new AllocatorCalls((Allocator)Activate(GrainAddress.Allocator(pool)), Turn);

    /// <summary>The shard itself, to look inside.</summary>
    public ConsumerShard Inside(int number) => (ConsumerShard)Activate(GrainAddress.Shard(number));

    /// <summary>A pool's book, to look inside.</summary>
    public PoolBook Inside(string pool) => ((Allocator)Activate(GrainAddress.Allocator(pool))).Book;

    /// <summary>A grain, to be written down.</summary>
    public IRecoverable Inside(GrainAddress grain) => (IRecoverable)Activate(grain);

    /// <summary>Runs a client; false where it was cut short by the crash after so many steps.</summary>
    public bool Run(Func<Task> client, int crashAfter = int.MaxValue)
    {
        if (_scheduler.Run(client, crashAfter)) return true;
        foreach (var activation in _activations.Values)
            activation.Journal.Write(_scheduler.Draw(activation.Journal.Waiting + 1));
        return false;
    }

    public void Run<T>(Func<ValueTask<T>> client, out T result)
    {
        var answer = default(T);
        Assert.True(Run(async () => answer = await client()));
        result = answer!;
    }

    public T Ask<T>(Func<ValueTask<T>> client)
    {
        Run(client, out var result);
        return result;
    }

    /// <summary>Calls Advance of all campaigns listed, as a host does, until none has work.</summary>
    public async Task Work()
    {
        while (_store.Work.FirstOrDefault() is { } work)
        {
            Assert.StartsWith(GrainKind.Campaign, work);
            await Campaign(work[(GrainKind.Campaign.Length + 1)..]).Advance();
        }
    }

    /// <summary>Writes a snapshot of every grain, with nothing waiting.</summary>
    public void SnapshotAll()
    {
        foreach (var activation in _activations.Values)
        {
            activation.Journal.Write();
            _store.Snapshot(activation.Address, (IRecoverable)activation.Grain);
        }
    }

    private async Task Turn() => await Task.Yield();

    /// <summary>A group commit of some grains; now and then a snapshot of one.</summary>
    private bool WriteSome()
    {
        var written = false;
        foreach (var activation in _activations.Values)
        {
            if (_scheduler.Draw(3) == 0) continue;
            written |= activation.Journal.Write();
            if (activation.Journal.Waiting == 0 && _scheduler.Draw(64) == 0)
                _store.Snapshot(activation.Address, (IRecoverable)activation.Grain);
        }

        return written || _activations.Values.Any(activation => activation.Journal.Waiting > 0);
    }

    private object Activate(GrainAddress address)
    {
        if (_activations.TryGetValue(address.ToString(), out var known)) return known.Grain;
        var journal = new MemoryJournal(_store, address, _epoch);
        object grain = address.Kind switch
        {
            GrainKind.Shard => new ConsumerShard(int.Parse(address.Key), _services, journal),
            GrainKind.Model => new SharedModel(address.Key, _services, journal),
            GrainKind.Campaign => new Campaign(address.Key, _services, journal),
            _ => new Allocator(address.Key, _services, journal),
        };
        _store.Recover(address, (IRecoverable)grain);
        _activations[address.ToString()] = new Activation(address, grain, journal);
        return grain;
    }
}
