using WorldModel.Allocation;
using WorldModel.Grains.Consumers;
using WorldModel.Grains.Interfaces;
using WorldModel.Grains.Tests.Fixtures;
using WorldModel.Grains.Tests.Host;
using WorldModel.Schema;

namespace WorldModel.Grains.Tests;

/// <summary>Decisions one by one: safe to retry, within the pool, the same after a crash.</summary>
public sealed class SingleDecisionTests
{
    private const int Consumers = 40;

    [Fact]
    public void The_same_request_gets_the_same_answer_and_spends_once_after_a_restart_too()
    {
        var store = new MemoryStore();
        var host = NewHost(store);
        var first = Decide(host, Client.Request("r1", 3));
        var spent = Pool(host);
        Assert.Equal(Text(first), Text(Decide(host, Client.Request("r1", 3))));
        host.World.Clock.Today = host.World.Clock.Today.AddDays(1);

        var again = new TestHost(store, host.World, 2, 8);
        Assert.Equal(Text(first), Text(Decide(again, Client.Request("r1", 3))));
        Assert.Equal(spent, Pool(again));
    }

    [Fact]
    public void Another_body_under_the_same_request_id_conflicts()
    {
        var host = NewHost();
        Assert.Null(Decide(host, Client.Request("r1", 3)).Problem);
        var shard = host.ShardOf(Worlds.Consumer(3));
        var other = Enumerable.Range(4, 30).First(i => host.ShardOf(Worlds.Consumer(i)) == shard);
        Assert.Equal(ProblemCode.Conflict, Decide(host, Client.Request("r1", other)).Problem?.Code);
        Assert.Equal(ProblemCode.Conflict, Decide(host, Client.Request("r1", 3, "push")).Problem?.Code);
    }

    [Fact]
    public void Concurrent_decisions_with_repeats_and_crashes_never_exceed_the_pool()
    {
        for (var seed = 0UL; seed < 15; seed++)
        {
            var store = new MemoryStore();
            var world = Prepared(store, seed);
            Keep(new TestHost(store, world, 2, seed), 1_000_000);
            var answered = new Dictionary<string, string>();
            for (var life = 1; life <= 4; life++)
            {
                var host = new TestHost(store, world, 2, (seed * 10) + (ulong)life);
                host.Run(() => Task.WhenAll(Enumerable.Range(0, Consumers * 2).Select(async i =>
                {
                    var reply = await DecideOne(host, Client.Request($"r{i % Consumers}", i % Consumers));
                    if (answered.TryGetValue($"r{i % Consumers}", out var before)) Assert.Equal(before, Text(reply));
                    answered[$"r{i % Consumers}"] = Text(reply);
                })), life == 4 ? int.MaxValue : 150 * life);
                var pool = Pool(new TestHost(store, world, 2, seed));
                Assert.True(pool.LeasedMicros + pool.CommittedMicros + pool.ReservedMicros <= pool.BudgetMicros);
            }

            var last = new TestHost(store, world, 2, seed);
            Assert.Equal(Consumers, answered.Count);
            var cost = last.Ask(() => new ValueTask<CampaignDecision[]>(last.Decisions("spring")))
                .Sum(d => Micros.From(d.Cost)!.Value);
            var left = Enumerable.Range(0, 2).Sum(shard => Unspent(last, shard));
            Assert.Equal(Pool(last).LeasedMicros, cost + left);
            Assert.Contains(answered.Values, text => text.Contains("no-budget"));
        }
    }

    [Fact]
    public void Decisions_at_the_same_time_do_not_find_a_full_pool_empty()
    {
        for (var seed = 0UL; seed < 6; seed++)
        {
            var store = new MemoryStore();
            var host = new TestHost(store, Prepared(store, seed, budget: 1000), 2, seed);
            var reasons = new List<string>();
            host.Run(() => Task.WhenAll(Enumerable.Range(0, Consumers).Select(async i =>
                reasons.Add((await DecideOne(host, Client.Request($"r{i}", i))).ReasonCode))));
            Assert.Equal(Consumers, reasons.Count);
            Assert.DoesNotContain("no-budget", reasons);
        }
    }

    [Fact]
    public void A_small_pool_does_not_end_in_the_leases_of_the_first_shards()
    {
        for (var seed = 0UL; seed < 4; seed++)
        {
            var store = new MemoryStore();
            var world = Prepared(store, seed, shards: 8, leaseDecisions: 64);
            var host = new TestHost(store, world, 8, seed);
            Keep(host, 1_000_000);
            for (var i = 0; i < Consumers; i++) Decide(host, Client.Request($"r{i}", i));
            var held = Enumerable.Range(0, 8).Sum(shard => Unspent(host, shard));
            Assert.Equal(0, Pool(host).RemainingMicros);
            // Of 1,000,000 that the pool had: a shard asks for the dearest option, and may keep what pays for less.
            Assert.InRange(held, 0, 300_000);
        }
    }

    [Fact]
    public void An_empty_pool_costs_a_decision_no_record_of_a_lease()
    {
        var store = new MemoryStore();
        var host = NewHost(store);
        Keep(host, 2_000_000);
        var broke = Enumerable.Range(0, Consumers)
            .First(i => Decide(host, Client.Request($"r{i}", i)).ReasonCode == "no-budget");
        host.SnapshotAll();
        var before = store.Records;
        for (var i = 0; i < 8; i++)
            Assert.Equal("no-budget", Decide(host, Client.Request($"s{i}", broke)).ReasonCode);
        Assert.Equal(before + 8, store.Records);

        Keep(host, 0);
        Assert.NotEqual("no-budget", Decide(host, Client.Request("later", broke)).ReasonCode);
    }

    [Fact]
    public void Where_the_pool_pays_for_nothing_nobody_is_drawn_and_nothing_is_certain()
    {
        var host = NewHost();
        Keep(host, Pool(host).RemainingMicros);
        for (var i = 0; i < Consumers; i++)
        {
            var reply = Decide(host, Client.Request($"r{i}", i));
            Assert.Equal(("none", 1.0), (reply.Treatment, reply.Propensity));
            // Of a policy whose best is refused no more is asked.
            Assert.Equal("budget", reply.Options.MaxBy(option => option.Cost)!.ExcludedBy);
            Assert.True(reply.Group == "fallback" || reply.Options.All(option => option.ExcludedBy == "budget"));
            Assert.Equal(
                reply.Group == "holdout" ? ("holdout", "holdout") : ("fallback", "no-budget"),
                (reply.Group, reply.ReasonCode));
        }
    }

    [Fact]
    public void Where_the_pool_pays_for_the_cheap_only_the_dear_have_no_probability()
    {
        var costs = Spec.Treatments.Select(treatment => treatment.Cost).Order().ToArray();
        var (drawn, treatments) = (0, new HashSet<string>());
        for (var i = 0; i < Consumers; i++)
        {
            var host = NewHost();
            Keep(host, Pool(host).RemainingMicros - Micros.From(costs[0])!.Value);
            var reply = Decide(host, Client.Request("r", i));
            var open = reply.Options.Count(option => option.ExcludedBy is null);
            Assert.Equal(costs.Count(cost => cost <= costs[0]), open);
            Assert.All(reply.Options.Where(option => option.Cost > costs[0]),
                option => Assert.Equal("budget", option.ExcludedBy));
            if (reply.Group == "fallback")
                continue;
            treatments.Add(reply.Treatment);
            var share = (reply.Treatment == "none" ? .1 : 0) + (.1 / (1 + open));
            Assert.True(
                Math.Abs(reply.Propensity - share) < 1e-12 || Math.Abs(reply.Propensity - share - .8) < 1e-12,
                $"{reply.Treatment} {reply.Propensity}");
            drawn++;
        }
        Assert.True(drawn > 5 && treatments.SetEquals(["none", "push"]), $"{drawn} {string.Join(' ', treatments)}");
    }

    [Fact]
    public void Inputs_without_the_least_charge_refused_are_of_a_pool_that_paid_for_nothing()
    {
        var rows = new ConsumerRows(new StateLayout(Worlds.Make().Schema));
        var inputs = new DecisionInputs(
            Client.Request("r", 1), DateTimeOffset.UnixEpoch, Worlds.Start, null, ProblemCode.NoBudget, "shadow")
        {
            LeastRefusedMicros = 150_000,
        };
        var bytes = inputs.Encode(-1);
        Assert.Equal(150_000, DecisionInputs.Decode(bytes, rows).LeastRefusedMicros);
        var before = DecisionInputs.Decode(bytes.AsSpan()[..^sizeof(long)], rows);
        Assert.Equal((1, ProblemCode.NoBudget, "shadow"), (before.LeastRefusedMicros, before.Refusal, before.Shadow));
    }

    [Fact]
    public void Single_decisions_before_a_scan_stand_and_both_stay_within_the_pool()
    {
        for (var seed = 0UL; seed < 6; seed++)
        {
            var host = NewHost(seed: seed);
            var singles = Enumerable.Range(0, 12).ToDictionary(i => Worlds.Consumer(i),
                i => Decide(host, Client.Request($"r{i}", i)).Treatment);
            var status = host.Ask(() => new ValueTask<CampaignStatus>(host.Reach(Spec, CampaignStage.Decided)));
            var decisions = host.Ask(() => new ValueTask<CampaignDecision[]>(host.Decisions("spring")));
            Assert.Equal((CampaignStage.Decided, Consumers), (status.Stage, decisions.Length));
            Assert.All(decisions.Where(d => singles.ContainsKey(d.Consumer)),
                d => Assert.True(singles[d.Consumer] is "none" || singles[d.Consumer] == d.Treatment));
            var pool = Pool(host);
            Assert.True(pool is { RemainingMicros: >= 0, ReservedMicros: 0 });
            Assert.True(decisions.Sum(d => Micros.From(d.Cost)!.Value) <= pool.CommittedMicros + pool.LeasedMicros);

            var standing = Decide(host, Client.Request("later", 20));
            Assert.Equal(("standing", decisions.Single(d => d.Consumer == Worlds.Consumer(20)).Treatment),
                (standing.ReasonCode, standing.Treatment));
            Assert.Equal(pool, Pool(host));
        }
    }

    [Fact]
    public void The_policy_takes_the_option_with_the_most_net_value()
    {
        var host = NewHost();
        var replies = Enumerable.Range(0, Consumers).Select(i => Decide(host, Client.Request($"r{i}", i)))
            .Where(reply => reply.ReasonCode is "best-net" or "nothing-pays").ToArray();
        Assert.Contains(replies, reply => reply.Treatment != "none");
        Assert.Contains(replies, reply => reply.Options.All(option => option.ExcludedBy is null));
        Assert.All(replies, reply =>
        {
            var open = reply.Options.Where(option => option.ExcludedBy is null).ToArray();
            var best = open.MaxBy(option => option.Net)!;
            Assert.Equal(best.Net > 0 ? best.Treatment : "none", reply.Treatment);
            Assert.All(reply.Options,
                o => Assert.Equal(o.Value!.Value - (reply.ShadowPrice * o.Cost), o.Net!.Value, 9));
            Assert.All(reply.Options, o => Assert.True(o.Low < o.Value && o.Value < o.High));
            Assert.Equal("policy", reply.Group);
            Assert.Equal(.8 + (.1 / (1 + open.Length)) + (reply.Treatment == "none" ? .1 : 0), reply.Propensity, 12);
            Assert.Equal(host.World.Clock.Now.AddHours(24), reply.ExpiresAt);
        });
    }

    [Fact]
    public void Only_eligible_treatments_are_given_and_a_foreign_one_is_refused()
    {
        var host = NewHost();
        for (var i = 0; i < Consumers; i++)
            Assert.True(Decide(host, Client.Request($"r{i}", i, "push")).Treatment is "push" or "none");
        Assert.Equal(ProblemCode.UnknownName, Decide(host, Client.Request("x", 1, "mail")).Problem?.Code);
    }

    [Fact]
    public void Where_no_treatment_may_be_given_the_reason_is_not_that_none_pays()
    {
        var host = NewHost();
        var replies = Enumerable.Range(0, Consumers)
            .Select(i => Decide(host, Client.Request($"r{i}", i) with { Eligible = [] }))
            .Where(reply => reply.Group == "policy").ToArray();
        Assert.NotEmpty(replies);
        Assert.All(replies, reply => Assert.Equal(("none", "none-open", 1.0),
            (reply.Treatment, reply.ReasonCode, reply.Propensity)));
        Assert.All(replies, reply => Assert.All(reply.Options, option => Assert.Equal("request", option.ExcludedBy)));
    }

    [Fact]
    public void What_cannot_be_decided_gets_the_fallback_with_its_reason()
    {
        var host = NewHost();
        var stranger = Decide(host, Client.Request("r1", 999));
        Assert.Equal(("none", "fallback", "unknown-consumer"),
            (stranger.Treatment, stranger.Group, stranger.ReasonCode));

        var early = NewHost(stage: CampaignStage.Estimated);
        Assert.Equal("not-allocated", Decide(early, Client.Request("r1", 1)).ReasonCode);
        Assert.Equal(ProblemCode.UnknownCampaign,
            Decide(early, Client.Request("r2", 1) with { Campaign = "other" }).Problem?.Code);
    }

    [Fact]
    public void A_consumer_who_came_after_the_estimate_is_decided_too()
    {
        var host = NewHost();
        host.Run(() => host.PutProfiles(Worlds.Profiles(Consumers + 5)));
        var reply = Decide(host, Client.Request("r1", Consumers + 2));
        Assert.NotEqual("fallback", reply.Group);
        Assert.Contains(host.Ask(() => new ValueTask<CampaignDecision[]>(host.Decisions("spring"))),
            d => d.Consumer == Worlds.Consumer(Consumers + 2) && d.Treatment == reply.Treatment);
    }

    [Fact]
    public void A_snapshot_in_the_middle_of_everything_brings_back_the_same_bytes()
    {
        var store = new MemoryStore();
        var host = NewHost(store);
        for (var i = 0; i < 9; i++) Decide(host, Client.Request($"r{i}", i));
        var order = new DecideOrder("spring", .7, new IncrementMark(.7, 0, -1), []);
        host.Run(async () =>
        {
            Assert.Null((await host.Shard(1).Decide(order)).Problem);
            await host.Shard(0).Forget(Worlds.Consumer(3));
            await host.Shard(1).Forget(Worlds.Consumer(3));
        });
        host.SnapshotAll();
        var again = new TestHost(store, host.World, 2, 3);
        for (var shard = 0; shard < 2; shard++)
            Assert.Equal(Bytes(host.Inside(shard)), Bytes(again.Inside(shard)));
        Assert.True(again.Inside(1).State.Campaigns["spring"].Decided > 0);
        Assert.Equal(9, Enumerable.Range(0, 2).Sum(shard => again.Inside(shard).State.Requests.Count));
    }

    private static byte[] Bytes(WorldModel.Grains.Consumers.ConsumerShard shard)
    {
        var bytes = new System.Buffers.ArrayBufferWriter<byte>();
        shard.Snapshot(bytes);
        return bytes.WrittenSpan.ToArray();
    }

    private static CampaignSpec Spec => Worlds.Spec(budget: 2);

    private static TestHost NewHost(
        MemoryStore? store = null, ulong seed = 1, string stage = CampaignStage.Allocated)
    {
        store ??= new MemoryStore();
        return new TestHost(store, Prepared(store, seed, stage), 2, seed);
    }

    private static World Prepared(
        MemoryStore store, ulong seed, string stage = CampaignStage.Allocated, double budget = 2, int shards = 2,
        int leaseDecisions = 3)
    {
        var world = Worlds.Make(leaseDecisions: leaseDecisions);
        world.Clock.Today = Worlds.Start.AddDays(10);
        var host = new TestHost(store, world, shards, seed);
        Assert.True(host.Run(async () =>
        {
            await host.GoLive();
            await host.PutProfiles(Worlds.Profiles(Consumers));
            await host.Observe(Worlds.Events(Consumers, 10));
            await host.Reach(Worlds.Spec(budget: budget), stage);
        }));
        return world;
    }

    private static DecisionReply Decide(TestHost host, DecisionRequest request) =>
        host.Ask(() => DecideOne(host, request));

    private static ValueTask<DecisionReply> DecideOne(TestHost host, DecisionRequest request) =>
        host.Shard(host.ShardOf(request.Consumer)).DecideOne(request);

    /// <summary>Keeps so much of the pool for another campaign.</summary>
    private static void Keep(TestHost host, long micros) => Assert.Null(
        host.Ask(() => host.Allocator("pool").Reserve(new ReserveRequest("other", micros))).Problem);

    private static long Unspent(TestHost host, int shard) =>
        host.Inside(shard).State.Leases.Lease("pool")?.Unspent ?? 0;

    private static PoolStatus Pool(TestHost host) => host.Ask(() => host.Allocator("pool").Status());

    private static string Text(DecisionReply reply) => System.Text.Json.JsonSerializer.Serialize(reply);
}
