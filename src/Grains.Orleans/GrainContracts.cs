using WorldModel.Grains.Interfaces;

namespace WorldModel.Grains.Orleans;

/// <summary>A consumer shard as Orleans knows it, by its number.</summary>
[Alias("worldmodel.shard")]
public interface IConsumerShardGrain : IConsumerShard, IGrainWithIntegerKey;

/// <summary>A shared model as Orleans knows it, by its name.</summary>
[Alias("worldmodel.model")]
public interface ISharedModelGrain : ISharedModel, IGrainWithStringKey;

/// <summary>A campaign as Orleans knows it, by its id.</summary>
[Alias("worldmodel.campaign")]
public interface ICampaignGrain : ICampaign, IGrainWithStringKey;

/// <summary>An allocator as Orleans knows it, by its budget pool.</summary>
[Alias("worldmodel.allocator")]
public interface IAllocatorGrain : IAllocator, IGrainWithStringKey;

/// <summary>What a caller has to know of a cluster before it can address a consumer.</summary>
[Alias("worldmodel.cluster")]
public interface IClusterGrain : IGrainWithIntegerKey
{
    /// <summary>Shards of the cluster's store: a power of two, fixed when the store was made.</summary>
    ValueTask<int> ShardCount();
}
