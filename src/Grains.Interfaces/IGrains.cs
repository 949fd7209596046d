namespace WorldModel.Grains.Interfaces;

/// <summary>How grains, and the hosts in front of them, reach grains. The only way to do so.</summary>
public interface IGrains
{
    /// <summary>Number of consumer shards of this store: a power of two, fixed when the store was created.</summary>
    int ShardCount { get; }

    /// <summary>The shard that owns a consumer, by the hash that docs/formats.md fixes.</summary>
    int ShardOf(string consumer);

    IConsumerShard Shard(int number);

    ISharedModel Model(string name);

    ICampaign Campaign(string id);

    IAllocator Allocator(string pool);
}
