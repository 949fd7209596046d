using WorldModel.Grains.Interfaces;
using WorldModel.Grains.Tests.Host;

namespace WorldModel.Grains.Tests.Fixtures;

/// <summary>What hosts do in front of grains: split batches by shard, ask all shards, gather pages.</summary>
internal static class Client
{
    public static async Task<List<(int Index, Problem Problem)>> Observe(
        this IGrains grains, ConsumerEventMessage[] events, int batch = 50)
    {
        var refused = new List<(int, Problem)>();
        for (var from = 0; from < events.Length; from += batch)
        {
            var slice = Enumerable.Range(from, Math.Min(batch, events.Length - from)).ToArray();
            await Task.WhenAll(slice.GroupBy(i => grains.ShardOf(events[i].Consumer)).Select(async group =>
            {
                var indices = group.ToArray();
                var reply = await grains.Shard(group.Key).Observe(
                    new ObserveBatch(Array.ConvertAll(indices, i => events[i])));
                refused.AddRange(reply.Refused.Select(item => (indices[item.Index], item.Problem)));
            }));
        }

        return refused;
    }

    public static Task PutProfiles(this IGrains grains, ProfileMessage[] profiles) => Task.WhenAll(profiles
        .GroupBy(profile => grains.ShardOf(profile.Consumer))
        .Select(group => grains.Shard(group.Key).PutProfiles(new ProfileBatch([.. group])).AsTask()));

    public static async Task GoLive(this TestHost host, int model = 0)
    {
        var hash = host.World.Models[model].Hash;
        Assert.Null((await host.Model(SharedModel.DefaultName).Register(hash)).Problem);
        Assert.Null((await host.Model(SharedModel.DefaultName).Promote(hash)).Problem);
    }

    public static async Task<CampaignStatus> Reach(this TestHost host, CampaignSpec spec, string stage)
    {
        var campaign = host.Campaign(spec.Id);
        Assert.Null((await campaign.Create(spec)).Problem);
        Assert.Null((await campaign.Request(stage, null)).Problem);
        await host.Work();
        return (await campaign.Status()).Status!;
    }

    /// <summary>A pool's share of a sweep: its campaigns hear its price, and do the work that makes them.</summary>
    public static async Task Sweep(this TestHost host, string pool)
    {
        var sweep = await host.Allocator(pool).Sweep();
        foreach (var campaign in sweep.Sharing)
            Assert.Null((await host.Campaign(campaign).Reprice(sweep.ShadowPrice)).Problem);
        await host.Work();
    }

    /// <summary>All decisions of a campaign, ordered by consumer.</summary>
    public static async Task<CampaignDecision[]> Decisions(this IGrains grains, string campaign)
    {
        var all = new List<CampaignDecision>();
        for (var shard = 0; shard < grains.ShardCount; shard++)
        {
            for (var from = 0; from >= 0;)
            {
                var page = await grains.Shard(shard).Decisions(new DecisionQuery(campaign, from, 13));
                Assert.Null(page.Problem);
                all.AddRange(page.Decisions);
                from = page.Next;
            }
        }

        return [.. all.OrderBy(decision => decision.Consumer, StringComparer.Ordinal)];
    }

    public static DecisionRequest Request(string request, int consumer, params string[] eligible) =>
        new(request, "spring", Worlds.Consumer(consumer), eligible.Length == 0 ? null : eligible);
}
