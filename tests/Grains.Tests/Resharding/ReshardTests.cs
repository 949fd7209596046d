using WorldModel.Grains.Hosting;
using WorldModel.Grains.Interfaces;
using WorldModel.Grains.Resharding;
using WorldModel.Grains.Tests.Fixtures;
using WorldModel.Grains.Tests.Host;
using WorldModel.Schema;

namespace WorldModel.Grains.Tests.Resharding;

/// <summary>
/// A store cut anew into another number of shards: the same consumers, money and sums, and the same answers from then
/// on as the store that was left as it was.
/// </summary>
public sealed class ReshardTests
{
    private static readonly string[] Pools = ["pool", "other", "club"];

    [Theory]
    [InlineData(1, 64)]
    [InlineData(64, 1)]
    [InlineData(1, 64, 256)]
    [InlineData(256, 1)]
    [InlineData(256, 64, 1, 256)]
    [InlineData(64, 64)]
    public void States_money_and_every_later_answer_are_those_of_the_store_left_alone(int first, params int[] next)
    {
        var left = Filled(first, out var undisturbed);
        left = new TestHost(left.Store, undisturbed.World, first, 2);
        var (before, money) = (Sheets(left), left.Ask(async () => await ReshardScript.Money(left)));
        Assert.True(left.Run(() => undisturbed.GoOn(left)));

        var host = Filled(first, out var script);
        foreach (var shards in next)
        {
            host = new TestHost(Cut(host, shards), script.World, shards, 2);
            Assert.Equal(before, Sheets(host));
            Assert.Equal(money, host.Ask(async () => await ReshardScript.Money(host)));
        }

        Assert.True(host.Run(() => script.GoOn(host)));
        Assert.Equal(undisturbed.Said, script.Said);
    }

    [Fact]
    public void A_campaign_in_the_middle_of_its_estimate_is_refused_by_name()
    {
        var script = new ReshardScript();
        var host = new TestHost(new MemoryStore(), script.World, 2, 1);
        Assert.True(host.Run(async () =>
        {
            await host.GoLive();
            await host.PutProfiles(Worlds.Profiles(40));
            await host.Shard(0).Estimate(new EstimateOrder(
                Worlds.Spec(), script.World.Models[0].Hash, script.World.Clock.Today, 1));
        }));
        var refusal = Assert.Throws<InputException>(() => Cut(host, 1));
        Assert.Equal(("campaign", "spring"), (refusal.Field, refusal.Value));
        Assert.Contains("shard 1", refusal.Expected, StringComparison.Ordinal);
    }

    [Fact]
    public void Money_that_shard_and_pool_tell_otherwise_is_refused()
    {
        var host = Filled(2, out var script);
        // As if the pool had been copied first, and the shard when it had been lent more.
        var groups = new ShardGroups(script.World.Schema, 2, 1, [new ReshardedPool("pool")]);
        var sources = Enumerable.Range(0, 2).Select(shard => Read(host, shard)).ToList();
        var refusal = Assert.Throws<InputException>(() => groups.Cut(0, sources));
        Assert.StartsWith("pool", refusal.Field, StringComparison.Ordinal);
    }

    private static TestHost Filled(int shards, out ReshardScript script)
    {
        var (host, filled) = (new TestHost(new MemoryStore(), (script = new ReshardScript()).World, shards, 1), script);
        Assert.True(host.Run(() => filled.Fill(host)));
        return host;
    }

    private static List<string> Sheets(TestHost host) =>
        [.. ReshardScript.Everybody.Select(consumer => ReshardScript.Sheet(host, consumer))];

    /// <summary>A store with what another holds, cut into so many shards.</summary>
    private static MemoryStore Cut(TestHost host, int shards)
    {
        var to = new MemoryStore();
        while (to.Epoch <= host.Store.Epoch) to.Begin();
        var pools = Pools.Select(pool => Read(host, GrainAddress.Allocator(pool), new ReshardedPool(pool)));
        var groups = new ShardGroups(host.World.Schema, host.ShardCount, shards, pools.ToList());
        for (var group = 0; group < groups.Groups; group++)
        {
            foreach (var shard in groups.Cut(group, [.. groups.SourcesOf(group).Select(source => Read(host, source))]))
                to.Snapshot(GrainAddress.Shard(shard.Number), shard);
        }

        foreach (var pool in groups.Pools()) to.Snapshot(GrainAddress.Allocator(pool.Name), pool);
        foreach (var campaign in (string[])["spring", "over", "club"])
            to.Snapshot(GrainAddress.Campaign(campaign), host.Inside(GrainAddress.Campaign(campaign)));
        to.Snapshot(
            GrainAddress.Model(SharedModel.DefaultName), host.Inside(GrainAddress.Model(SharedModel.DefaultName)));
        return to;
    }

    private static ReshardedShard Read(TestHost host, int shard) =>
        Read(host, GrainAddress.Shard(shard), new ReshardedShard(host.World.Schema, shard));

    private static T Read<T>(TestHost host, GrainAddress grain, T state)
        where T : IRecoverable
    {
        host.Store.Recover(grain, state);
        return state;
    }
}
