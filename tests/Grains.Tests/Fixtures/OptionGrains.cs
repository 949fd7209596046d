using WorldModel.Grains.Interfaces;
using WorldModel.Schema;

namespace WorldModel.Grains.Tests.Fixtures;

/// <summary>Shards whose estimates are given, and no other grain.</summary>
internal sealed class OptionGrains(OptionShard[] shards) : IGrains
{
    public int ShardCount => shards.Length;

    public int ShardOf(string consumer) => ConsumerHash.Shard(ConsumerHash.Of(consumer), shards.Length);

    public IConsumerShard Shard(int number) => shards[number];

    public ISharedModel Model(string name) => throw new NotSupportedException();

    public ICampaign Campaign(string id) => throw new NotSupportedException();

    public IAllocator Allocator(string pool) => throw new NotSupportedException();
}
