using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using WorldModel.Grains;
using WorldModel.Grains.Interfaces;
using WorldModel.Silo.Orleans.Hosting;
using WorldModel.Silo.Orleans.Tests.Hosts;
using WorldModel.Silo.Tests;
using WorldModel.Testing.Contract;

namespace WorldModel.Silo.Orleans.Tests.Costs;

/// <summary>
/// What the cluster costs on one machine, beside the embedded runtime in the same run: WORLDMODEL_COSTS says over how
/// many consumers.
/// </summary>
public sealed class ClusterCosts(SmallWorld world, ITestOutputHelper output)
{
    private const int Shards = 256;
    private const int Batch = 512;
    private const int Asked = 2000;
    private const int Rounds = 2;
    private const int WarmUp = 50_000;

    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    /// <summary>What a campaign cost, in seconds of the wall and of processors.</summary>
    private readonly record struct Cost(double Seconds, double Processor);

    [Fact]
    public async Task A_campaign_and_single_decisions_on_every_host()
    {
        var asked = Environment.GetEnvironmentVariable("WORLDMODEL_COSTS");
        Assert.SkipWhen(asked is null, "costs of the cluster: set WORLDMODEL_COSTS to a number of consumers");
        int consumers = int.Parse(asked!, CultureInfo.InvariantCulture);
        Say($"{consumers} consumers, {Shards} shards, {Environment.ProcessorCount} cores, every host over a store in "
            + "memory; processor time is of the whole process, callers included");
        // What the compiler does on the way is nobody's cost.
        await using (var host = await EmbeddedHost.Start(world, Shards, new MemoryStore(Shards, Lease)))
            await Campaigns(host, WarmUp, "embedded, to warm up", null);
        Cost[] embedded;
        await using (var host = await EmbeddedHost.Start(world, Shards, new MemoryStore(Shards, Lease)))
        {
            embedded = await Campaigns(host, consumers, "embedded", null);
            await Decisions(host.Grains, Enumerable.Range(0, consumers), "embedded");
        }
        for (short silos = 1; silos <= 3; silos++)
        {
            await using var host = await TestClusterHost.Start(world, Shards, silos, leaseFor: Lease);
            await Campaigns(host, consumers, $"{silos} silo(s)", embedded);
            if (silos < 3)
                continue;
            var here = host.Cluster.Silos[0].ServiceProvider.GetRequiredService<LocalSilo>();
            var local = here.Shards().ToHashSet();
            await Decisions(here.Grains, Of(host.Grains, consumers, local.Contains), "same silo");
            await Decisions(here.Grains, Of(host.Grains, consumers, shard => !local.Contains(shard)), "other silo");
            await Rows(host, consumers);
        }
    }

    /// <summary>
    /// Campaigns over everybody, one after another: the first makes every belief, the others find them. All wake-ups
    /// are paid before.
    /// </summary>
    private async Task<Cost[]> Campaigns(IContractHost host, int consumers, string name, Cost[]? beside)
    {
        await MoveIn(host, consumers);
        var costs = new Cost[Rounds];
        for (int round = 0; round < Rounds; round++)
        {
            costs[round] = await Campaign(host.Grains.Campaign(Name(round)), round);
            var (took, worked) = costs[round];
            Say(string.Create(CultureInfo.InvariantCulture,
                $"campaign {round + 1}, {name}: {took:F2} s, {worked:F2} s of processor time")
                + (beside?[round] is not { } other ? "" : string.Create(CultureInfo.InvariantCulture,
                    $"; of the embedded {took / other.Seconds:F2} and {worked / other.Processor:F2}")));
        }
        return costs;
    }

    private async Task MoveIn(IContractHost host, int consumers)
    {
        var grains = host.Grains;
        var hash = await host.Load(world.ModelPath);
        Assert.Null((await grains.Model(SharedModel.DefaultName).Register(hash)).Problem);
        Assert.Null((await grains.Model(SharedModel.DefaultName).Promote(hash)).Problem);
        AttributeValue[] attributes =
            [.. world.Profiles.First().Attributes.Select(pair => new AttributeValue(pair.Key, pair.Value))];
        var byShard = Enumerable.Range(0, consumers).Select(Id).GroupBy(grains.ShardOf);
        foreach (var shard in byShard)
            foreach (var part in shard.Chunk(Batch))
                await grains.Shard(shard.Key).PutProfiles(new ProfileBatch(
                    Array.ConvertAll(part, id => new ProfileMessage(id, attributes))));
    }

    /// <summary>Estimate, allocate and decide.</summary>
    private static async Task<Cost> Campaign(ICampaign campaign, int round)
    {
        Assert.Null((await campaign.Create(new CampaignSpec(
            Name(round), $"pool-{round}", null, 0.0225, SharedModel.DefaultName, null,
            [
                new("push", [new ActionSetting("push", "1")], 0.05, null),
                new("coupon", [new ActionSetting("coupon", "1")], 0.15, null),
            ],
            [new("visit", 0.30, 1), new("purchase", 10, 1)], [], [], 0, 0.1, "none", 24))).Problem);
        long start = Stopwatch.GetTimestamp();
        var worked = Environment.CpuUsage.TotalTime;
        Assert.Null((await campaign.Request(CampaignStage.Decided, null)).Problem);
        while ((await campaign.Status()).Status is { } status && status.Stage != CampaignStage.Decided)
            await Task.Delay(5);
        return new Cost(
            Stopwatch.GetElapsedTime(start).TotalSeconds, (Environment.CpuUsage.TotalTime - worked).TotalSeconds);
    }

    private async Task Decisions(IGrains grains, IEnumerable<int> consumers, string name)
    {
        var times = new List<double>();
        foreach (var consumer in consumers.Take(Asked))
        {
            long asked = Stopwatch.GetTimestamp();
            var reply = await grains.Shard(grains.ShardOf(Id(consumer))).DecideOne(
                new DecisionRequest($"{name}-{consumer}", Name(0), Id(consumer), null));
            Assert.Null(reply.Problem);
            times.Add(Stopwatch.GetElapsedTime(asked).TotalMicroseconds);
        }
        times.Sort();
        Say(string.Create(CultureInfo.InvariantCulture,
            $"decision, {name}: p50 {times[times.Count / 2]:F0} us, p99 {times[times.Count * 99 / 100]:F0} us"));
    }

    /// <summary>The same questions of a campaign, with one grain of Orleans a consumer.</summary>
    private async Task Rows(TestClusterHost host, int consumers)
    {
        var grains = host.Cluster.Silos[0].ServiceProvider.GetRequiredService<global::Orleans.IGrainFactory>();
        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (int round = 0; round < 2; round++)
        {
            long start = Stopwatch.GetTimestamp();
            var worked = Environment.CpuUsage.TotalTime;
            foreach (var part in Enumerable.Range(0, consumers).Chunk(4096))
                await Task.WhenAll(part.Select(consumer =>
                    grains.GetGrain<IConsumerRowGrain>(consumer).Value(1).AsTask()));
            double took = Stopwatch.GetElapsedTime(start).TotalSeconds;
            double processor = (Environment.CpuUsage.TotalTime - worked).TotalSeconds;
            double bytes = (double)(GC.GetTotalMemory(forceFullCollection: true) - before) / consumers;
            Say(string.Create(CultureInfo.InvariantCulture,
                $"a grain a consumer, {(round == 0 ? "woken and asked" : "asked again")}: {took:F2} s, "
                + $"{processor:F2} s of processor time, for one question; {took * 1e6 / consumers:F1} us and "
                + $"{bytes:F0} bytes each"));
        }
    }

    private static IEnumerable<int> Of(IGrains grains, int consumers, Func<int, bool> isWanted) =>
        Enumerable.Range(0, consumers).Where(consumer => isWanted(grains.ShardOf(Id(consumer))));

    private static string Id(int consumer) => $"c{consumer}";

    private static string Name(int round) => $"everybody-{round}";

    private void Say(string line) => output.WriteLine(line);
}
