using WorldModel.Grains.Hosting;
using WorldModel.Grains.Interfaces;
using WorldModel.Grains.Tests.Fixtures;
using WorldModel.Grains.Tests.Host;

namespace WorldModel.Grains.Tests.Measuring;

/// <summary>A campaign's report from its shards: the same over any number of them, and after any crash.</summary>
public sealed class ReportTests
{
    private const int Consumers = 120;

    private static readonly Lazy<CampaignMeasurement> Undisturbed = new(() => Report(Lived(1, 1).Host));

    [Theory]
    [InlineData(4)]
    [InlineData(32)]
    public void The_number_of_shards_changes_no_figure(int shards) =>
        Assert.Equivalent(Undisturbed.Value, Report(Lived(shards, (ulong)shards).Host), strict: true);

    [Fact]
    public void A_restart_and_a_snapshot_change_no_byte()
    {
        var (host, store) = Lived(2, 5);
        var sums = host.Ask(() => host.Shard(0).ReportMoments("spring")).Sums.ToArray();
        var again = new TestHost(store, host.World, 2, 6);
        Assert.Equal(sums, again.Ask(() => again.Shard(0).ReportMoments("spring")).Sums.ToArray());
        again.SnapshotAll();
        var last = new TestHost(store, host.World, 2, 7);
        Assert.Equal(sums, last.Ask(() => last.Shard(0).ReportMoments("spring")).Sums.ToArray());
        Assert.Equal(Snapshot(host), Snapshot(last));
        Assert.NotEmpty(sums);
    }

    [Fact]
    public void Figures_are_those_of_the_consumers_themselves()
    {
        var (host, _) = Lived(4, 3);
        var report = host.Ask(() => host.Campaign("spring").Report());
        var (measured, status) = (report.Measured!, report.Status!);
        Assert.Equal(Consumers, measured.Ratio.Groups.Sum(group => group.Consumers));
        Assert.Equal(report.Groups.Select(g => g.Consumers).Take(3), measured.Ratio.Groups.Select(g => g.Consumers));
        Assert.Equal(status.Spend, measured.Spending.Spent, 6);
        Assert.Equal(report.Groups[0].ClaimedMicros / 1e6, measured.Claim.Claimed, 6);
        Assert.Equal(["none", "push", "coupon", "both", "campaign"], measured.Policies.Select(policy => policy.Policy));
        Assert.All(measured.Policies, policy => Assert.Null(policy.Reason));
        Assert.Equal(measured.Exploration.Options.Sum(o => o.Decisions), measured.Ratio.Groups[1].Consumers);
        Assert.Equal(Consumers, measured.Reasons.Sum(reason => reason.Decisions));
        Assert.Equal(status.Day, measured.From);
        Assert.Equal(measured.Days.Sum(day => day.Claimed), measured.Claim.Claimed, 6);
        Assert.NotNull(measured.Lift);
        Assert.True(measured.Lift.Headline.Low < measured.Lift.Headline.High);
    }

    [Fact]
    public void Without_exploration_no_treatment_is_valued_and_without_a_holdout_there_is_no_lift()
    {
        var measured = Report(Lived(2, 2, Worlds.Spec() with { Explore = 0, Holdout = 0 }).Host);
        Assert.Null(measured.Lift);
        Assert.Null(measured.Claim.Delivered);
        Assert.True(measured.Ratio.Holds);
        Assert.All(measured.Policies[..4], policy => Assert.Contains("no chance", policy.Reason));
    }

    [Fact]
    public void A_forgotten_consumer_leaves_the_rows_and_stays_in_the_sums()
    {
        var (host, store) = Lived(2, 4);
        var before = Report(host);
        for (var i = 0; i < Consumers; i += 3)
            host.Ask(() => host.Shard(host.ShardOf(Worlds.Consumer(i))).Forget(Worlds.Consumer(i)));
        Assert.Equivalent(before, Report(host), strict: true);
        var shard = host.ShardOf(Worlds.Consumer(0));
        Assert.All(host.Inside(shard).State.Measures.Values, measure => Assert.False(measure.IsIn(0)));
        Assert.Equivalent(before, Report(new TestHost(store, host.World, 2, 9)), strict: true);
    }

    [Fact]
    public void Rounds_and_decisions_one_by_one_are_measured_together_and_stay_when_the_campaign_is_closed()
    {
        var spec = Worlds.Spec(budget: 1000);
        var (host, store) = Lived(2, 6, spec);
        var day = host.World.Clock.Today;
        Assert.True(host.Run(async () =>
        {
            Assert.Null((await host.Campaign("spring").Request(CampaignStage.Estimated, day)).Problem);
            await host.Work();
            Assert.Null((await host.Campaign("spring").Request(CampaignStage.Allocated, null)).Problem);
            await host.Work();
            for (var i = 0; i < 20; i++)
                await host.Shard(host.ShardOf(Worlds.Consumer(i))).DecideOne(Client.Request($"r{i}", i));
            Assert.Null((await host.Campaign("spring").Request(CampaignStage.Decided, null)).Problem);
            await host.Work();
        }));
        var measured = Report(host);
        Assert.Equal(Consumers, measured.Ratio.Groups.Sum(group => group.Consumers));
        Assert.Equal([Consumers, Consumers], measured.Days.Where(d => d.Decisions > 0).Select(d => d.Decisions));
        Assert.Equal(2 * Consumers, measured.Reasons.Sum(reason => reason.Decisions));
        Assert.Equal(measured.Days.Sum(d => d.Spend), measured.Spending.Spent, 6);

        Assert.True(host.Run(async () =>
        {
            await host.Campaign("spring").Close();
            await host.Work();
        }));
        var closed = Report(host);
        Assert.Equivalent(measured with { Spending = closed.Spending, MoreBudget = closed.MoreBudget }, closed);
        Assert.Equivalent(closed, Report(new TestHost(store, host.World, 2, 8)), strict: true);
        Assert.All(host.Inside(0).State.Measures.Values, measure => Assert.NotEqual(0, measure.Bytes));

        // Once nothing more is waited for the rows go, and the report stays.
        host.World.Clock.Today = host.World.Clock.Today.AddDays(60);
        Assert.True(host.Run(async () =>
        {
            for (var shard = 0; shard < host.ShardCount; shard++) await host.Shard(shard).Sweep();
        }));
        Assert.All(host.Inside(0).State.Measures.Values, measure => Assert.Equal(0, measure.Bytes));
        var settled = Report(host);
        // Nobody said that a single decision was delivered: they have expired, and only the scan's cost anything.
        Assert.Equal(host.Ask(() => host.Allocator("pool").Status()).CommittedMicros / 1e6, settled.Spending.Spent, 6);
        var undone = closed.Spending.PolicySpent - settled.Spending.PolicySpent;
        Assert.True(undone > 0);
        Assert.Equal(closed.Lift!.Net.Value + undone, settled.Lift!.Net.Value, 6);
        Assert.Equivalent(
            closed with
            {
                Spending = settled.Spending,
                Lift = closed.Lift with { Net = settled.Lift.Net },
                Days = [.. closed.Days.Zip(settled.Days, (was, now) => was with { Spend = now.Spend })],
            },
            settled);
        Assert.Equivalent(settled, Report(new TestHost(store, host.World, 2, 9)), strict: true);
    }

    [Fact]
    public void Before_its_first_estimate_a_campaign_reports_no_measurement()
    {
        var host = new TestHost(new MemoryStore(), Worlds.Make(), 2, 1);
        Assert.Null(host.Ask(() => host.Campaign("spring").Create(Worlds.Spec())).Problem);
        Assert.Null(host.Ask(() => host.Campaign("spring").Report()).Measured);
        Assert.Equal(ProblemCode.UnknownCampaign,
            host.Ask(() => host.Shard(0).ReportMoments("spring")).Problem?.Code);
    }

    private static CampaignMeasurement Report(TestHost host) =>
        host.Ask(() => host.Campaign("spring").Report()).Measured!;

    private static byte[] Snapshot(TestHost host)
    {
        var bytes = new System.Buffers.ArrayBufferWriter<byte>();
        ((IRecoverable)host.Inside(0)).Snapshot(bytes);
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>A campaign decided on day 20, and what consumers did from 18 on, some of it late.</summary>
    private static (TestHost Host, MemoryStore Store) Lived(int shards, ulong seed, CampaignSpec? spec = null)
    {
        var (store, world) = (new MemoryStore(), Worlds.Make());
        world.Clock.Today = Worlds.Start.AddDays(20);
        var host = new TestHost(store, world, shards, seed);
        var events = Worlds.Events(Consumers, 24);
        Assert.True(host.Run(async () =>
        {
            await host.GoLive();
            await host.PutProfiles(Worlds.Profiles(Consumers));
            await host.Observe([.. events.Where(e => e.Day <= world.Clock.Today)]);
            await host.Reach(spec ?? Worlds.Spec(), CampaignStage.Decided);
        }));
        world.Clock.Today = Worlds.Start.AddDays(24);
        Assert.True(host.Run(() => host.Observe([.. events.Where(e => e.Day > Worlds.Start.AddDays(20))])));
        return (host, store);
    }
}
