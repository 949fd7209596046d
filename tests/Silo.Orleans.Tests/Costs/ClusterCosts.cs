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

    [Fact]
    public async Task A_campaign_and_single_decisions_on_every_host()
    {
        var asked = Environment.GetEnvironmentVariable("WORLDMODEL_COSTS");
        Assert.SkipWhen(asked is null, "costs of the cluster: set WORLDMODEL_COSTS to a number of consumers");
        int consumers = int.Parse(asked!, CultureInfo.InvariantCulture);
        Say($"{consumers} consumers, {Shards} shards, {Environment.ProcessorCount} cores");
        double embedded;
        await using (var host = await EmbeddedHost.Start(world, Shards))
        {
            embedded = await Campaign(host, consumers, "embedded", null);
            await Decisions(host.Grains, Enumerable.Range(0, consumers), "embedded");
        }
        for (short silos = 1; silos <= 3; silos++)
        {
            await using var host = await TestClusterHost.Start(world, Shards, silos);
            await Campaign(host, consumers, $"{silos} silo(s)", embedded);
            if (silos < 3)
                continue;
            var here = host.Cluster.Silos[0].ServiceProvider.GetRequiredService<LocalSilo>();
            var local = here.Shards().ToHashSet();
            await Decisions(here.Grains, Of(host.Grains, consumers, local.Contains), "same silo");
            await Decisions(here.Grains, Of(host.Grains, consumers, shard => !local.Contains(shard)), "other silo");
            await Rows(host, consumers);
        }
    }

    /// <summary>Estimate, allocate and decide; all wake-ups are paid before.</summary>
    private async Task<double> Campaign(IContractHost host, int consumers, string name, double? beside)
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
        var campaign = grains.Campaign(GrainScript.Campaign);
        Assert.Null((await campaign.Create(new CampaignSpec(
            GrainScript.Campaign, "pool", null, 0.0225, SharedModel.DefaultName, null,
            [
                new("push", [new ActionSetting("push", "1")], 0.05, null),
                new("coupon", [new ActionSetting("coupon", "1")], 0.15, null),
            ],
            [new("visit", 0.30, 1), new("purchase", 10, 1)], [], [], 0, 0.1, "none", 24))).Problem);
        long start = Stopwatch.GetTimestamp();
        Assert.Null((await campaign.Request(CampaignStage.Decided, null)).Problem);
        while ((await campaign.Status()).Status is { } status && status.Stage != CampaignStage.Decided)
            await Task.Delay(5);
        double took = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Say(string.Create(CultureInfo.InvariantCulture,
            $"campaign, {name}: {took:F2} s{(beside is { } other ? $", {took / other:F2} of the embedded" : "")}"));
        return took;
    }

    private async Task Decisions(IGrains grains, IEnumerable<int> consumers, string name)
    {
        var times = new List<double>();
        foreach (var consumer in consumers.Take(Asked))
        {
            long asked = Stopwatch.GetTimestamp();
            var reply = await grains.Shard(grains.ShardOf(Id(consumer))).DecideOne(
                new DecisionRequest($"{name}-{consumer}", GrainScript.Campaign, Id(consumer), null));
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
            foreach (var part in Enumerable.Range(0, consumers).Chunk(4096))
                await Task.WhenAll(part.Select(consumer =>
                    grains.GetGrain<IConsumerRowGrain>(consumer).Value(1).AsTask()));
            double took = Stopwatch.GetElapsedTime(start).TotalSeconds;
            double bytes = (double)(GC.GetTotalMemory(forceFullCollection: true) - before) / consumers;
            Say(string.Create(CultureInfo.InvariantCulture,
                $"a grain a consumer, {(round == 0 ? "woken and asked" : "asked again")}: {took:F2} s for one "
                + $"question, {took * 1e6 / consumers:F1} us and {bytes:F0} bytes each"));
        }
    }

    private static IEnumerable<int> Of(IGrains grains, int consumers, Func<int, bool> isWanted) =>
        Enumerable.Range(0, consumers).Where(consumer => isWanted(grains.ShardOf(Id(consumer))));

    private static string Id(int consumer) => $"c{consumer}";

    private void Say(string line) => output.WriteLine(line);
}
