using WorldModel.Grains.Interfaces;
using WorldModel.Silo.Orleans.Tests.Hosts;
using WorldModel.Silo.Tests;

namespace WorldModel.Silo.Orleans.Tests.Placement;

/// <summary>Where shards live: evenly after the start, after a silo came, and after one was lost.</summary>
public sealed class PlacementTests(SmallWorld world, ITestOutputHelper output)
{
    private const int Shards = 96;
    private const double MostOverMean = 1.25;

    private static readonly ClusterSettings Quick = new()
    {
        BalanceEvery = TimeSpan.FromSeconds(0.25),
        MovesAMinute = 6_000,
        ProbeTimeout = TimeSpan.FromSeconds(1),
        MissedProbes = 2,
    };

    [Fact]
    public async Task Shards_are_even_after_start_and_growth_and_loss()
    {
        await using var host = await TestClusterHost.Start(
            world, Shards, silos: 2, Quick, TimeSpan.FromSeconds(3), isRealTime: true);
        await Ask(host.Grains);
        await Even(host, 2, "start");
        var before = host.Shards();
        await host.Cluster.StartAdditionalSiloAsync();
        await Even(host, 3, "a silo more");
        // Of those that were there nothing moved between them.
        Assert.All(host.Shards().Zip(before), silo => Assert.Empty(silo.First.Except(silo.Second)));
        await host.Cluster.KillSiloAsync(host.Cluster.Silos[^1]);
        await Even(host, 2, "a silo lost");
        await Ask(host.Grains);
    }

    private static async Task Ask(IGrains grains)
    {
        for (int shard = 0; shard < grains.ShardCount; shard++)
            Assert.Equal(shard, (await grains.Shard(shard).Status()).Shard);
    }

    private async Task Even(TestClusterHost host, int silos, string after)
    {
        var counts = new List<int>();
        for (int i = 0; i < 600; i++)
        {
            counts = [.. host.Shards().Select(shards => shards.Length)];
            if (counts.Count == silos && counts.Sum() == Shards && Ratio(counts) <= MostOverMean)
            {
                output.WriteLine($"{after}: {string.Join(" ", counts)}, max/mean {Ratio(counts):F3}");
                return;
            }
            await Task.Delay(100);
        }
        Assert.Fail($"{after}: {string.Join(" ", counts)}");
    }

    private static double Ratio(List<int> counts) => counts.Max() / counts.Average();
}
