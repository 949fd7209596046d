using WorldModel.Grains.Hosting;
using WorldModel.Silo.Storage;

namespace WorldModel.Bench.Serving;

/// <summary>The journals of a store's shards, without the shards.</summary>
internal static class ShardJournals
{
    /// <summary>Takes the first so many over, in their order.</summary>
    public static FrameJournal[] Open(FrameStore store, int shards) =>
    [
        .. Enumerable.Range(0, shards)
            .Select(shard => store.Open(GrainAddress.Shard(shard)).AsTask().GetAwaiter().GetResult().Journal),
    ];
}
