using WorldModel.Grains.Campaigns;
using WorldModel.Grains.Consumers;
using WorldModel.Grains.Hosting;
using WorldModel.Grains.Interfaces;
using WorldModel.Grains.Replaying;
using WorldModel.Grains.Tests.Fixtures;
using WorldModel.Grains.Tests.Host;

namespace WorldModel.Grains.Tests;

/// <summary>A candidate decides beside the live model: no answer changes, differences are counted.</summary>
public sealed class ShadowTests
{
    private const int Consumers = 40;

    [Fact]
    public void Answers_are_those_without_it_and_the_tally_is_what_the_candidate_decides_when_live()
    {
        var (plain, _) = Decide(live: 0, shadow: null);
        var (beside, host) = Decide(live: 0, shadow: 1);
        Assert.Equal(plain.Select(Text), beside.Select(Text));

        var tally = Assert.Single(Tallies(host));
        Assert.Equal(host.World.Models[1].Hash, tally.Model);
        var policy = beside.Where(reply => reply.Group == "policy").ToList();
        Assert.Equal(policy.Count, tally.Decisions);
        Assert.Equal(
            policy.GroupBy(reply => reply.Treatment).Select(group => (group.Key, (long)group.Count())).Order(),
            tally.Choices.GroupBy(c => c.Treatment).Select(group => (group.Key, group.Sum(c => c.Decisions))).Order());
        Assert.Equal(policy.Sum(Claimed), tally.ValueMicros);
        Assert.InRange(ShadowReport.Differing(tally), 1, tally.Decisions);

        // The candidate's own choices at this price, from what it says of each consumer when asked.
        Assert.Equal(Chosen(host, policy), tally.Choices.GroupBy(c => c.Shadow)
            .Select(group => (group.Key, group.Sum(c => c.Decisions))).Order());
    }

    [Fact]
    public void Tally_and_shadow_outlive_a_restart_and_replays_make_them_again()
    {
        var store = new MemoryStore();
        var (_, host) = Decide(live: 0, shadow: 1, store);
        var before = Tallies(host);
        Assert.True(host.Run(() => Task.CompletedTask));
        host.SnapshotAll();
        var again = new TestHost(store, host.World, 2, 9);
        Assert.Equivalent(before, Tallies(again), strict: true);
        Assert.Equal(host.World.Models[1].Hash,
            again.Ask(() => again.Model(SharedModel.DefaultName).Status()).Shadow);

        var models = new ModelLibrary();
        foreach (var model in host.World.Models) models.Add(model);
        for (var shard = 0; shard < 2; shard++)
        {
            var replay = new ShardReplay(host.World.Schema, models);
            var checks = store.HistoryOf(GrainAddress.Shard(shard)).SelectMany(record => replay.Check(record)).ToList();
            Assert.All(checks, check => Assert.True(check is { Differences: [], Unknown: null }));
            Assert.Equal(Bytes(again.Inside(shard)), replay.Snapshot());
        }
    }

    [Fact]
    public void Only_a_candidate_can_be_in_the_shadow_and_promoting_takes_it_out()
    {
        var (_, host) = Decide(live: 0, shadow: null);
        var shared = host.Model(SharedModel.DefaultName);
        var (live, candidate) = (host.World.Models[0].Hash, host.World.Models[1].Hash);
        Assert.Equal(ProblemCode.UnknownModel, host.Ask(() => shared.Shadow("no-such-model")).Problem?.Code);
        Assert.Equal(ProblemCode.UnknownModel, host.Ask(() => shared.Shadow(live)).Problem?.Code);
        Assert.Equal(candidate, host.Ask(() => shared.Shadow(candidate)).Status.Shadow);
        Assert.Null(host.Ask(() => shared.Shadow(null)).Status.Shadow);
        host.Ask(() => shared.Shadow(candidate));
        var promoted = host.Ask(() => shared.Promote(candidate)).Status;
        Assert.Equal((candidate, live, null), (promoted.Live, promoted.Previous, promoted.Shadow));
        host.Ask(() => shared.Shadow(live));
        var back = host.Ask(() => shared.RollBack()).Status;
        Assert.Equal((live, null, null), (back.Live, back.Previous, back.Shadow));
    }

    [Fact]
    public void The_report_says_what_the_candidate_came_to()
    {
        var (_, host) = Decide(live: 0, shadow: 1);
        var report = host.Ask(() => host.Campaign("spring").Report());
        var note = Assert.Single(report.Notes, note => note.StartsWith("In the shadow"));
        Assert.Contains(host.World.Models[1].Hash[..12], note);
    }

    private static (List<DecisionReply> Replies, TestHost Host) Decide(int live, int? shadow, MemoryStore? store = null)
    {
        var world = Worlds.Make(leaseDecisions: 64);
        world.Clock.Today = Worlds.Start.AddDays(10);
        var host = new TestHost(store ?? new MemoryStore(), world, 2, 5);
        var replies = new List<DecisionReply>();
        Assert.True(host.Run(async () =>
        {
            await host.GoLive(live);
            await host.Model(SharedModel.DefaultName).Register(world.Models[1 - live].Hash);
            if (shadow is { } other)
                Assert.Null((await host.Model(SharedModel.DefaultName).Shadow(world.Models[other].Hash)).Problem);
            await host.PutProfiles(Worlds.Profiles(Consumers));
            await host.Observe(Worlds.Events(Consumers, 10));
            await host.Reach(Worlds.Spec(budget: 3) with { Holdout = .1, Explore = .1 }, CampaignStage.Allocated);
            await host.Allocator("pool").SetBudget(1_000_000_000);
            for (var i = 0; i < Consumers; i++)
            {
                var request = Client.Request($"r{i}", i);
                replies.Add(await host.Shard(host.ShardOf(request.Consumer)).DecideOne(request));
            }
        }));
        return (replies, host);
    }

    private static ShadowTally[] Tallies(TestHost host) => ShadowReport.Merge(
        Enumerable.Range(0, 2).Select(shard => host.Ask(() => host.Shard(shard).Shadows("spring"))));

    private static IEnumerable<(string, long)> Chosen(TestHost host, List<DecisionReply> policy)
    {
        var world = host.World;
        var state = Enumerable.Range(0, 2).Select(shard => host.Inside(shard).State).ToArray();
        var candidate = world.Models[1];
        var chosen = new List<string>();
        foreach (var reply in policy)
        {
            var consumer = Enumerable.Range(0, Consumers).Select(Worlds.Consumer).Single(id => DecisionId.Text(
                DecisionId.Of("spring", id, world.Clock.Today.DayNumber)) == reply.DecisionId);
            var rows = state[host.ShardOf(consumer)].Rows;
            var columns = state[host.ShardOf(consumer)].Campaigns["spring"];
            var row = rows.Find(consumer);
            var visible = new float[candidate.Width];
            var belief = new BeliefColumn(rows).Get(candidate, row, world.Clock.Today.DayNumber, visible).ToArray();
            var scorer = new ScorerCache(1).Of(columns, candidate, world.Clock.Today.DayNumber,
                Schema.DayActions.Of(rows.Layout, rows[row].State, world.Clock.Today.DayNumber));
            scorer.Score(visible, belief, 1);
            var best = Enumerable.Range(0, columns.Options)
                .Select(t => (columns.Terms.Treatments[t].Name,
                    scorer.Value(0, t) - (columns.Price!.Value * scorer.Cost(0, t))))
                .Prepend(("none", 0.0)).Aggregate((a, b) => b.Item2 > a.Item2 ? b : a).Item1;
            chosen.Add(best);
        }

        return chosen.GroupBy(name => name).Select(group => (group.Key, (long)group.Count())).Order();
    }

    private static long Claimed(DecisionReply reply) => reply.Options.Where(o => o.Treatment == reply.Treatment)
        .Sum(option => (long)Math.Round(option.Value!.Value * 1e6));

    private static byte[] Bytes(ConsumerShard shard)
    {
        var bytes = new System.Buffers.ArrayBufferWriter<byte>();
        shard.Snapshot(bytes);
        return bytes.WrittenSpan.ToArray();
    }

    private static string Text(DecisionReply reply) => Convert.ToHexString(ReplyCodec.Encode(reply));
}
