using WorldModel.Grains.Hosting;
using WorldModel.Grains.Interfaces;

namespace WorldModel.Silo.Runtime;

/// <summary>Makes grain objects, new and empty; each is an <see cref="IRecoverable"/> too.</summary>
internal interface IGrainFactory
{
    IConsumerShard Shard(int number, IJournal journal);

    ISharedModel Model(string name, IJournal journal);

    ICampaign Campaign(string id, IJournal journal);

    IAllocator Allocator(string pool, IJournal journal);
}
