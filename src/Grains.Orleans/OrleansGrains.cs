using WorldModel.Grains.Interfaces;
using WorldModel.Schema;

namespace WorldModel.Grains.Orleans;

/// <summary>The way to the grains of a cluster, from one of its silos or from a client of it.</summary>
/// <param name="grains">Orleans' own factory.</param>
/// <param name="shardCount">Shards of the cluster's store.</param>
public sealed class OrleansGrains(IGrainFactory grains, int shardCount) : IGrains
{
    public int ShardCount => shardCount;

    /// <summary>Asks the cluster how many shards it has.</summary>
    /// <exception cref="GrainUnavailableException">No silo answers.</exception>
    public static async Task<OrleansGrains> Connect(IGrainFactory grains) =>
        new(grains, await grains.GetGrain<IClusterGrain>(0).ShardCount());

    public int ShardOf(string consumer) => ConsumerHash.Shard(ConsumerHash.Of(consumer), shardCount);

    public IConsumerShard Shard(int number) => number >= 0 && number < shardCount
        ? grains.GetGrain<IConsumerShardGrain>(number)
        : throw new ArgumentOutOfRangeException(nameof(number), number, $"expected 0 to {shardCount - 1}");

    public ISharedModel Model(string name) => grains.GetGrain<ISharedModelGrain>(name);

    public ICampaign Campaign(string id) => grains.GetGrain<ICampaignGrain>(id);

    public IAllocator Allocator(string pool) => grains.GetGrain<IAllocatorGrain>(pool);
}
