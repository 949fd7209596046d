using WorldModel.Allocation;
using WorldModel.Grains.Interfaces;
using WorldModel.Grains.Leases;
using WorldModel.Grains.Tests.Fixtures;
using WorldModel.Grains.Tests.Host;

namespace WorldModel.Grains.Tests;

/// <summary>What becomes of a decision's money once it is taken.</summary>
public sealed class DeliveryTests
{
    private const int Consumers = 12;

    private readonly MemoryStore _store = new();
    private readonly World _world = Worlds.Make();
    private TestHost _host;
    private int _events;

    public DeliveryTests()
    {
        _world.Clock.Today = Worlds.Start.AddDays(10);
        _host = new TestHost(_store, _world, 1, 1);
    }

    [Fact]
    public void A_delivery_commits_its_cost_and_the_rest_can_be_spent_again()
    {
        var decision = Bought();
        var (reserved, lease) = (Charge(decision), Lease);
        Assert.Equal((reserved, 0), (lease.Reserved, lease.Committed));
        Assert.Equal(reserved, Spent());
        var pushes = State(decision).Rows.Events.Of(Row(decision)).Count;

        Accepted(Deliver(decision, "delivered", cost: .01));
        Assert.Equal((0, 10_000), (Lease.Reserved, Lease.Committed));
        Assert.True(
            State(decision).Rows.Events.Of(Row(decision)).Count > pushes, "its actions were done to the consumer");
        Sweep();
        Assert.Equal((10_000, Lease.Unspent), (Pool.CommittedMicros, Pool.LeasedMicros));
        Assert.Equal(10_000, Spent());
        Recovered();
    }

    [Fact]
    public void A_failed_delivery_gives_all_of_it_back_and_does_nothing_to_the_consumer()
    {
        var decision = Bought();
        var (unspent, events) = (Lease.Unspent, State(decision).Rows.Events.Of(Row(decision)).Count);
        var charge = Charge(decision);
        Accepted(Deliver(decision, "failed"));
        Assert.Equal((0, 0, unspent + charge), (Lease.Reserved, Lease.Committed, Lease.Unspent));
        Assert.Equal(0, Spent());
        Assert.Equal(events, State(decision).Rows.Events.Of(Row(decision)).Count);
        Recovered();
    }

    [Fact]
    public void What_is_said_again_changes_nothing_and_what_contradicts_it_is_refused()
    {
        var decision = Bought();
        Accepted(Deliver(decision, "delivered", cost: .01));
        Assert.Equal(1, Deliver(decision, "delivered").Repeated);
        Assert.Equal(1, Deliver(decision, "delivered", cost: .01).Repeated);
        Refused(ProblemCode.Conflict, "events[0].decision", Deliver(decision, "delivered", cost: .02));
        Refused(ProblemCode.Conflict, "events[0].decision", Deliver(decision, "failed"));
        Assert.Equal(10_000, Lease.Committed);
    }

    [Fact]
    public void A_lease_that_nobody_draws_on_between_two_sweeps_goes_back_to_its_pool()
    {
        Bought();
        Assert.Equal(0, Sweep().ReturnedMicros);
        Bought();
        var unspent = Lease.Unspent;
        Assert.True(unspent > 0);
        Assert.Equal(0, Sweep().ReturnedMicros);
        var leased = Pool.LeasedMicros;
        Assert.Equal(unspent, Sweep().ReturnedMicros);
        Assert.Equal((0, leased - unspent), (Lease.Unspent, Pool.LeasedMicros));
        Assert.Equal(0, Sweep().ReturnedMicros);
        Recovered();
        Bought();
    }

    [Fact]
    public void A_budget_that_leases_leave_short_is_refused_with_what_they_hold()
    {
        Bought(Worlds.Spec(budget: .3) with { Holdout = 0, Explore = 0 });
        var leased = Pool.LeasedMicros;
        Assert.True(leased > 0);
        _host.Run(async () => await _host.Allocator("pool").SetBudget(leased));
        var spec = Worlds.Spec("second", budget: null) with { Holdout = 0, Explore = 1 };
        _host.Run(async () => await _host.Reach(spec, CampaignStage.Estimated));
        var problem = _host.Ask(() => _host.Allocator("pool").Allocate("second")).Problem!;
        Assert.Equal("budget", problem.Field);
        Assert.Contains($"{Micros.ToUnits(leased)} more is leased to shards", problem.Expected);
    }

    [Fact]
    public void A_delivery_is_not_of_a_day_before_its_decision()
    {
        var decision = Bought();
        var said = Message(decision, "delivered", null);
        Refused(ProblemCode.Invalid, "events[0].day", Send(said with { Day = said.Day.AddDays(-1) }));
        Accepted(Send(said));
        var spec = Worlds.Spec("scan", budget: 100) with { Pool = "scans", Holdout = 0, Explore = 0 };
        Assert.True(_host.Run(async () => await _host.Reach(spec, CampaignStage.Decided)));
        var scanned = _host.Ask(() => new ValueTask<CampaignDecision[]>(_host.Decisions("scan")))
            .First(one => one.Treatment != "none");
        var given = Message(new Decision(scanned.DecisionId, scanned.Consumer), "delivered", null);
        Refused(ProblemCode.Invalid, "events[0].day", Send(given with { Day = given.Day.AddDays(-1) }));
        Accepted(Send(given));
    }

    [Fact]
    public void A_decision_that_expired_or_failed_is_not_given_again()
    {
        var failed = Bought();
        Accepted(Deliver(failed, "failed"));
        Again(failed, "delivery-failed");
        var expired = Bought(Worlds.Spec("short", budget: 100) with
        {
            Pool = "short",
            Holdout = 0,
            Explore = 0,
            ExpiresHours = 1e-3,
        });
        _world.Clock.Time = new TimeOnly(12, 1);
        Again(expired, "decision-expired", "short");
        Recovered();

        void Again(Decision decision, string reason, string campaign = "spring")
        {
            var request = new DecisionRequest($"again-{_events++}", campaign, decision.Consumer, null);
            var reply = _host.Ask(() => _host.Shard(0).DecideOne(request));
            Assert.Equal(("none", "fallback", reason), (reply.Treatment, reply.Group, reply.ReasonCode));
            Assert.NotEqual(decision.Id, reply.DecisionId);
        }
    }

    [Fact]
    public void Under_the_id_of_a_delivery_the_same_counts_once_on_any_day_and_another_is_refused()
    {
        var (decision, other) = (Bought(), Bought());
        var said = Message(decision, "delivered", .01);
        Accepted(Send(said));
        Assert.Equal(1, Send(said).Repeated);
        Tomorrow();
        Assert.Equal(1, Send(said with { Day = _world.Clock.Today }).Repeated);
        Refused(ProblemCode.Conflict, "events[0].decision", Send(said with { Cost = .02 }));
        Refused(ProblemCode.Conflict, "events[0].decision", Send(said with { Status = "failed", Cost = null }));
        Refused(ProblemCode.Conflict, "events[0].id",
            Send(Message(other, "delivered", null) with { Id = said.Id, Consumer = decision.Consumer }));
        Refused(ProblemCode.Conflict, "events[0].id",
            Send(Worlds.Event(said.Id, decision.Consumer, 0) with { Day = _world.Clock.Today }));
        Assert.Equal(10_000, Lease.Committed);
        Tomorrow();
        Tomorrow();
        Sweep();
        // What became of the decision is forgotten by now; the event is not.
        Assert.Equal(1, Send(said).Repeated);
        Recovered();
    }

    [Fact]
    public void A_decision_that_nobody_reported_expires_and_its_money_returns_to_the_pool()
    {
        var decision = Bought();
        Tomorrow();
        Refused(ProblemCode.Expired, "events[0].decision", Deliver(decision, "delivered"));
        var swept = Sweep();
        Assert.True(swept.ReturnedMicros > 0);
        Assert.Equal((0, 0, 0), (Pool.LeasedMicros, Pool.CommittedMicros, Lease.Unspent));
        Assert.Equal(0, Spent());
        Recovered();

        Tomorrow();
        Sweep();
        Refused(ProblemCode.UnknownDecision, "events[0].decision", Deliver(decision, "delivered"));
        Assert.Equal(0, _host.Inside(0).State.Leases.Count);
    }

    [Fact]
    public void A_sweep_ends_a_reservation_that_is_over_without_being_asked_about_it()
    {
        Bought();
        Assert.Equal(0, Sweep().Expired);
        Tomorrow();
        Assert.Equal(1, Sweep().Expired);
        Assert.Equal(0, Sweep().Expired);
    }

    [Fact]
    public void A_decision_of_another_consumer_or_of_nobody_is_unknown()
    {
        var decision = Bought();
        var other = Worlds.Consumer(decision.Consumer == Worlds.Consumer(3) ? 4 : 3);
        Refused(ProblemCode.UnknownDecision, "events[0].decision",
            Deliver(decision with { Consumer = other }, "delivered"));
        Refused(ProblemCode.UnknownDecision, "events[0].decision",
            Deliver(decision with { Consumer = "stranger" }, "delivered"));
        Refused(ProblemCode.UnknownDecision, "events[0].decision",
            Deliver(decision with { Id = new string('0', 32) }, "delivered"));
        Assert.Equal(-1, _host.Inside(0).State.Rows.Find("stranger"));
    }

    [Theory]
    [InlineData("decision", "12", "delivered", null, null)]
    [InlineData("status", null, "lost", null, null)]
    [InlineData("cost", null, "delivered", -1.0, null)]
    [InlineData("cost", null, "failed", .01, null)]
    [InlineData("cost", null, "delivered", 99.0, null)]
    [InlineData("name", null, "delivered", null, "push")]
    public void A_field_that_makes_no_sense_is_named(
        string field, string? decision, string status, double? cost, string? name)
    {
        var bought = Bought();
        var reply = Send(Message(bought, status, cost) with { Decision = decision ?? bought.Id, Name = name });
        Refused(field == "name" ? ProblemCode.UnknownName : ProblemCode.Invalid, $"events[0].{field}", reply);
    }

    [Fact]
    public void A_forgotten_consumers_decision_cannot_be_delivered_and_its_money_still_returns()
    {
        var decision = Bought();
        var spent = Spent();
        _host.Ask(() => _host.Shard(0).Forget(decision.Consumer));
        Refused(ProblemCode.UnknownDecision, "events[0].decision", Deliver(decision, "delivered"));
        Tomorrow();
        Sweep();
        Assert.Equal((0, 0), (Pool.LeasedMicros, Pool.CommittedMicros));
        // The sums do not tell any more whose it was, nor in which group.
        Assert.Equal(spent, Spent());
    }

    [Fact]
    public void A_cost_on_conversion_is_kept_whole_and_due_with_the_outcome()
    {
        var spec = Conversion();
        var (converts, lapses) = (Bought(spec), Bought(spec));
        Assert.All([converts, lapses], decision => Assert.Equal(200_000, Charge(decision)));
        // As long as nobody knows, what was expected.
        var expected = Spent("conversion");
        Assert.InRange(expected, 1, 399_999);
        Accepted(Deliver(converts, "delivered"));
        Accepted(Deliver(lapses, "delivered"));
        Assert.Equal(expected, Spent("conversion"));
        Assert.Equal((400_000, 0), (Lease.Reserved, Lease.Committed));

        Accepted(Send(new ConsumerEventMessage(
            "bought", converts.Consumer, _world.Clock.Today, "outcome", "purchase", null, 1)));
        Assert.Equal((200_000, 200_000), (Lease.Reserved, Lease.Committed));
        Recovered();
        for (var day = 0; day < 10; day++) Tomorrow();
        Sweep();
        Assert.Equal((0, 200_000), (Lease.Reserved, Lease.Committed));
        Assert.Equal((0, 200_000), (Pool.LeasedMicros, Pool.CommittedMicros));
        Assert.Equal(200_000, Spent("conversion"));
        Recovered();
    }

    [Fact]
    public void An_outcome_told_of_before_its_delivery_makes_the_cost_due_too()
    {
        var decision = Bought(Conversion());
        Accepted(Send(new ConsumerEventMessage(
            "bought", decision.Consumer, _world.Clock.Today, "outcome", "purchase", null, 1)));
        Accepted(Deliver(decision, "delivered"));
        Assert.Equal((0, 200_000), (Lease.Reserved, Lease.Committed));
    }

    [Fact]
    public void A_stopped_pool_pays_for_nothing_until_it_goes_on_and_a_restart_keeps_to_it()
    {
        var decision = Bought();
        var charge = Charge(decision);
        Assert.Null(_host.Ask(() => _host.Allocator("pool").SetStopped(true)).Problem);
        Assert.Equal(charge, Pool.LeasedMicros);
        Assert.All(All("a").Where(reply => reply.DecisionId != decision.Id),
            reply => Assert.Equal("none", reply.Treatment));
        Assert.Contains(All("a"), reply => reply.ReasonCode == ProblemCode.PoolStopped);
        _host = new TestHost(_store, _world, 1, 9);
        Assert.Contains(All("c"), reply => reply.ReasonCode == ProblemCode.PoolStopped);

        // What was decided before may still be delivered: the money is there.
        Accepted(Deliver(decision, "delivered"));
        Assert.Null(_host.Ask(() => _host.Allocator("pool").SetStopped(false)).Problem);
        Assert.DoesNotContain(All("d"), reply => reply.ReasonCode == ProblemCode.PoolStopped);
        Assert.Contains(All("d"), reply => reply.Treatment != "none");
    }

    private readonly HashSet<string> _bought = [];

    [Fact]
    public void A_stop_that_was_cut_off_reaches_the_shards_with_the_next_sweep()
    {
        var cutOff = 0;
        for (var steps = 1; steps < 40; steps++)
        {
            var story = new DeliveryTests();
            // The first lease pays for one decision, the next for some.
            story.Bought();
            story.Bought();
            story._host.Run(
                () => story._host.Allocator("pool").SetStopped(true).AsTask(), story._host.Steps + steps);
            story._host = new TestHost(story._store, story._world, 1, 7);
            var isTold = story._host.Inside(0).State.Leases.IsStopped("pool");
            if (isTold || !story._host.Ask(() => story._host.Allocator("pool").Detail()).Stopped) continue;

            // Durable in the pool, and then the process was gone: nobody told the shard.
            cutOff++;
            Assert.True(story.Lease.Unspent > 0);
            story._host.Ask(() => story._host.Allocator("pool").Sweep());
            Assert.True(story._host.Inside(0).State.Leases.IsStopped("pool"));
            Assert.Equal((0, story.Lease.Reserved), (story.Lease.Unspent, story.Pool.LeasedMicros));
        }

        Assert.True(cutOff > 0);
    }

    [Fact]
    public void A_pool_never_knows_of_more_than_its_shard_remembers_after_a_crash()
    {
        for (var steps = 1; steps < 60; steps++)
        {
            var story = new DeliveryTests();
            var decision = story.Bought();
            story._host = new TestHost(story._store, story._world, 1, (ulong)steps);
            story._host.Run(async () =>
            {
                // Nobody waits for the delivery: it may be settled before it is durable, if that were not waited for.
                var delivering = story._host.Shard(0).Observe(
                    new ObserveBatch([story.Message(decision, "delivered", null)]));
                await story._host.Shard(0).Sweep();
                await delivering;
            }, story._host.Steps + steps);
            story._host = new TestHost(story._store, story._world, 1, 7);
            Assert.True(story.Pool.CommittedMicros <= story.Lease.Committed, $"crash after {steps} steps");
        }
    }

    [Fact]
    public void A_scans_decision_is_paid_when_taken_and_refunded_where_it_failed_or_cost_less()
    {
        var spec = Worlds.Spec("scan", budget: 100) with { Holdout = 0, Explore = 0 };
        var decisions = Scanned(spec);
        var (paid, all) = (Pool.CommittedMicros, decisions.Length);
        Assert.True(all >= 4);
        Assert.Equal(paid, decisions.Sum(decision => (long)Math.Round(decision.Cost * 1e6)));
        Decision Of(int i) => new(decisions[i].DecisionId, decisions[i].Consumer);

        Accepted(Deliver(Of(0), "delivered"));
        Accepted(Deliver(Of(1), "delivered", cost: .01));
        Accepted(Deliver(Of(2), "failed"));
        Assert.Equal(1, Deliver(Of(2), "failed").Repeated);
        Refused(ProblemCode.Conflict, "events[0].decision", Deliver(Of(2), "delivered"));
        Refused(ProblemCode.Conflict, "events[0].decision", Deliver(Of(0), "failed"));
        Refused(ProblemCode.Invalid, "events[0].cost", Deliver(Of(3), "delivered", cost: 1));
        Sweep();
        var refunded = (long)Math.Round((decisions[1].Cost - .01 + decisions[2].Cost) * 1e6);
        Assert.Equal((paid - refunded, 0, 100_000_000 - paid + refunded),
            (Pool.CommittedMicros, Pool.LeasedMicros, Pool.RemainingMicros));
        Assert.Equal(paid - refunded, Spent("scan"));
        Recovered();

        // As long as nobody could have said anything of it that is forgotten by now.
        for (var day = 0; day < 31; day++) Tomorrow();
        Sweep();
        Refused(ProblemCode.UnknownDecision, "events[0].decision", Deliver(Of(3), "failed"));
        Refused(ProblemCode.Conflict, "events[0].decision", Deliver(Of(0), "failed"));
        Tomorrow();
        Sweep();
        Refused(ProblemCode.UnknownDecision, "events[0].decision", Deliver(Of(0), "failed"));
    }

    [Fact]
    public void Of_a_scans_conversions_no_single_cost_is_taken_for_it_committed_what_they_cost_together()
    {
        var spec = Conversion() with { Id = "scan" };
        var decisions = Scanned(spec);
        Decision Of(int i) => new(decisions[i].DecisionId, decisions[i].Consumer);
        var paid = Pool.CommittedMicros;
        // What did not convert cost nothing and what did cost .2: of the two only the first would be within its charge.
        foreach (var cost in (double[])[0, .2])
            Refused(ProblemCode.Invalid, "events[0].cost", Deliver(Of(0), "delivered", cost));
        Accepted(Deliver(Of(0), "delivered"));
        Accepted(Send(new ConsumerEventMessage(
            "bought", Of(0).Consumer, _world.Clock.Today, "outcome", "purchase", null, 1)));
        Accepted(Deliver(Of(1), "failed"));
        Sweep();
        var left = paid - (long)Math.Round(decisions[1].Cost * 1e6);
        Assert.Equal((left, left), (Pool.CommittedMicros, Spent("scan")));
        Recovered();
    }

    private sealed record Decision(string Id, string Consumer);

    private PoolLease Lease => _host.Inside(0).State.Leases.Lease("pool")!;

    private PoolStatus Pool => _host.Ask(() => _host.Allocator("pool").Status());

    /// <summary>What the campaign's report says that its decisions cost, which is all of the policy's here.</summary>
    private long Spent(string campaign = "spring")
    {
        var spending = _host.Ask(() => _host.Campaign(campaign).Report()).Measured!.Spending;
        Assert.Equal(spending.Spent, spending.PolicySpent, 9);
        return (long)Math.Round(spending.Spent * Micros.PerUnit);
    }

    private static CampaignSpec Conversion()
    {
        var spec = Worlds.Spec("conversion", budget: 100) with { Holdout = 0, Explore = 0 };
        for (var t = 0; t < spec.Treatments.Length; t++)
            spec.Treatments[t] = spec.Treatments[t] with { Cost = .2, CostOutcome = "purchase" };
        return spec;
    }

    /// <summary>A decision, of a consumer not decided before, that spends something.</summary>
    private Decision Bought(CampaignSpec? spec = null)
    {
        spec ??= Worlds.Spec(budget: 100) with { Holdout = 0, Explore = 0 };
        _host.Run(async () =>
        {
            await _host.GoLive();
            await _host.PutProfiles(Worlds.Profiles(Consumers));
            await _host.Reach(spec, CampaignStage.Allocated);
        });
        for (var i = 0; i < Consumers; i++)
        {
            var request = new DecisionRequest($"{spec.Id}-{_events++}-{i}", spec.Id, Worlds.Consumer(i), null);
            var reply = _host.Ask(() => _host.Shard(0).DecideOne(request));
            if (reply is { ReasonCode: "best-net", Treatment: not "none" } && _bought.Add(reply.DecisionId))
                return new Decision(reply.DecisionId, Worlds.Consumer(i));
        }

        throw new InvalidOperationException("nothing is worth its price");
    }

    /// <summary>What a scan of the campaign gave that costs something.</summary>
    private CampaignDecision[] Scanned(CampaignSpec spec)
    {
        _host.Run(async () =>
        {
            await _host.GoLive();
            await _host.PutProfiles(Worlds.Profiles(Consumers));
            await _host.Reach(spec, CampaignStage.Decided);
        });
        return [.. _host.Ask(() => new ValueTask<CampaignDecision[]>(_host.Decisions(spec.Id)))
            .Where(decision => decision.Cost > 0)];
    }

    private DecisionReply[] All(string prefix) => [.. Enumerable.Range(0, Consumers).Select(i => _host.Ask(() =>
        _host.Shard(0).DecideOne(new DecisionRequest($"{prefix}{i}", "spring", Worlds.Consumer(i), null))))];

    private long Charge(Decision decision) => State(decision).Leases.Find(
        UInt128.Parse(decision.Id, System.Globalization.NumberStyles.HexNumber))!.ChargeMicros;

    private WorldModel.Grains.Consumers.ShardState State(Decision _) => _host.Inside(0).State;

    private int Row(Decision decision) => State(decision).Rows.Find(decision.Consumer);

    private ObserveReply Deliver(Decision decision, string status, double? cost = null) =>
        Send(Message(decision, status, cost));

    private ConsumerEventMessage Message(Decision decision, string status, double? cost) => new(
        $"delivery-{_events++}", decision.Consumer, _world.Clock.Today, "delivery", null, null, null,
        Decision: decision.Id, Status: status, Cost: cost);

    private ObserveReply Send(ConsumerEventMessage message) =>
        _host.Ask(() => _host.Shard(0).Observe(new ObserveBatch([message])));

    private SweepReply Sweep() => _host.Ask(() => _host.Shard(0).Sweep());

    private void Tomorrow() => _world.Clock.Today = _world.Clock.Today.AddDays(1);

    /// <summary>A replay of the records, and one from a snapshot, give the same bytes.</summary>
    private void Recovered()
    {
        var before = Bytes(_host);
        Assert.Equal(before, Bytes(new TestHost(_store, _world, 1, 2)));
        _host.SnapshotAll();
        _host = new TestHost(_store, _world, 1, 3);
        Assert.Equal(before, Bytes(_host));
    }

    private static byte[] Bytes(TestHost host)
    {
        var bytes = new System.Buffers.ArrayBufferWriter<byte>();
        host.Inside(0).Snapshot(bytes);
        return bytes.WrittenSpan.ToArray();
    }

    private static void Accepted(ObserveReply reply) => Assert.Empty(reply.Refused);

    private static void Refused(string code, string field, ObserveReply reply)
    {
        var problem = Assert.Single(reply.Refused).Problem;
        Assert.Equal((code, field), (problem.Code, problem.Field));
    }
}
