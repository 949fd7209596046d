using WorldModel.Grains.Interfaces;
using WorldModel.Grains.Tests.Fixtures;
using WorldModel.Grains.Tests.Host;

namespace WorldModel.Grains.Tests;

/// <summary>A guard keeps decisions back only where plausibility was measured to tell anything.</summary>
public sealed class GuardTests
{
    private const int Consumers = 60;

    [Fact]
    public void Where_plausibility_tells_who_is_unfamiliar_gets_the_fallback_one_by_one_and_in_a_scan()
    {
        var host = Run(Worlds.Make(separation: .9), 50);
        var plausible = Percentiles(host);
        Assert.InRange(plausible.Count(pair => pair.Value < 50), 5, Consumers - 5);
        foreach (var (consumer, percentile) in plausible)
        {
            var reply = host.Ask(() => host.Shard(host.ShardOf(consumer))
                .DecideOne(new DecisionRequest($"r-{consumer}", "spring", consumer, null)));
            Assert.Equal(percentile < 50, reply.ReasonCode == "unfamiliar");
            if (percentile >= 50) continue;
            Assert.Equal(("none", "fallback", 1.0), (reply.Treatment, reply.Group, reply.Propensity));
        }

        var scanned = Run(Worlds.Make(separation: .9), 50);
        scanned.Ask(() => scanned.Campaign("spring").Request(CampaignStage.Decided, null));
        Assert.True(scanned.Run(scanned.Work));
        var decisions = scanned.Ask(() => new ValueTask<CampaignDecision[]>(scanned.Decisions("spring")));
        Assert.Equal(
            plausible.Where(pair => pair.Value < 50).Select(pair => pair.Key).Order(StringComparer.Ordinal),
            decisions.Where(decision => decision.Reason == "unfamiliar").Select(decision => decision.Consumer));
        Assert.All(decisions.Where(decision => decision.Reason == "unfamiliar"), decision => Assert.Equal(
            ("none", "fallback", 1.0), (decision.Treatment, decision.Group, decision.Propensity)));
        var status = scanned.Ask(() => scanned.Campaign("spring").Status()).Status!;
        Assert.Contains("The guard is on", Assert.Single(status.Notes, OfGuard));
    }

    [Fact]
    public void Where_plausibility_tells_nothing_the_guard_is_off_and_every_reply_says_so()
    {
        var host = Run(Worlds.Make(separation: .79), 99);
        var reply = host.Ask(() => host.Campaign("spring").Create(Spec(99)));
        var note = Assert.Single(reply.Status!.Notes, OfGuard);
        Assert.Contains("The guard is off", note);
        Assert.Contains("AUC 0.790, under 0.8", note);
        var report = host.Ask(() => host.Campaign("spring").Report());
        Assert.Contains(note, report.Notes);
        for (var i = 0; i < Consumers; i++)
        {
            var request = Client.Request($"r{i}", i);
            Assert.NotEqual("unfamiliar", host.Ask(() =>
                host.Shard(host.ShardOf(request.Consumer)).DecideOne(request)).ReasonCode);
        }
    }

    [Fact]
    public void Without_a_guard_there_is_nothing_to_say()
    {
        var host = Run(Worlds.Make(separation: .9), null);
        Assert.DoesNotContain(host.Ask(() => host.Campaign("spring").Status()).Status!.Notes, OfGuard);
    }

    private static bool OfGuard(string note) => note.Contains("guard", StringComparison.Ordinal);

    private static Dictionary<string, double> Percentiles(TestHost host) => Enumerable.Range(0, Consumers)
        .Select(Worlds.Consumer).ToDictionary(consumer => consumer, consumer => host.Ask(() =>
            host.Shard(host.ShardOf(consumer)).Plausibility(new BeliefQuery([consumer], null))).Answers[0].Percentile);

    private static CampaignSpec Spec(double? guard) => Worlds.Spec(budget: 100) with { Guard = guard };

    private static TestHost Run(World world, double? guard)
    {
        world.Clock.Today = Worlds.Start.AddDays(10);
        var host = new TestHost(new MemoryStore(), world, 2, 5);
        Assert.True(host.Run(async () =>
        {
            await host.GoLive();
            await host.PutProfiles(Worlds.Profiles(Consumers));
            await host.Observe(Worlds.Events(Consumers, 10));
            await host.Reach(Spec(guard), CampaignStage.Allocated);
        }));
        return host;
    }
}
