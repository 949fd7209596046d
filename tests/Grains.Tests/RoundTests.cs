using WorldModel.Allocation;
using WorldModel.Grains.Interfaces;
using WorldModel.Grains.Tests.Fixtures;

namespace WorldModel.Grains.Tests;

/// <summary>A campaign over days: rounds, one decision a consumer and day, beginning and end.</summary>
public sealed class RoundTests
{
    private readonly Decisions _world = new();

    [Fact]
    public void An_estimate_on_a_later_day_begins_a_round_over_what_the_budget_has_left()
    {
        var spec = Worlds.Spec(budget: 4) with { Holdout = 0, Explore = 0 };
        var first = _world.Reach(spec, CampaignStage.Decided);
        Assert.Equal((1, _world.Clock.Today), (first.Round, first.Day!.Value));
        var spent = Micros.From(first.Spend)!.Value;
        Assert.True(spent > 0);

        _world.Tomorrow();
        Assert.Null(_world.Request("spring", CampaignStage.Estimated).Problem);
        var estimated = _world.Status("spring");
        Assert.Equal((CampaignStage.Estimated, 2, _world.Clock.Today),
            (estimated.Stage, estimated.Round, estimated.Day!.Value));
        Assert.Equal(first.Spend, estimated.Spend);
        Assert.Equal(spent, _world.Pool.CommittedMicros);
        _world.Recover();
        _world.Request("spring", CampaignStage.Decided);
        var second = _world.Status("spring");
        Assert.True(second.Spend >= first.Spend && second.Spend <= 4);
        Assert.Equal(Decisions.Consumers * 2, second.Treatments.Sum(total => total.Consumers));
        Assert.Equal(Micros.From(second.Spend), _world.Pool.CommittedMicros);
        Assert.Equal((0, 4_000_000), (_world.Pool.ReservedMicros, _world.Pool.BudgetMicros));
        _world.Recover();
    }

    [Fact]
    public void The_same_day_again_begins_nothing_and_an_earlier_one_is_refused()
    {
        _world.Reach(Decisions.Plain(), CampaignStage.Allocated);
        Assert.Null(_world.Request("spring", CampaignStage.Estimated, _world.Clock.Today).Problem);
        Assert.Equal((1, CampaignStage.Allocated), (_world.Status("spring").Round, _world.Status("spring").Stage));
        var problem = _world.Request("spring", CampaignStage.Estimated, _world.Clock.Today.AddDays(-1)).Problem!;
        Assert.Equal((ProblemCode.Conflict, "day"), (problem.Code, problem.Field));
    }

    [Fact]
    public void A_day_outside_the_campaign_is_refused()
    {
        var spec = Decisions.Plain() with { From = _world.Clock.Today, Until = _world.Clock.Today.AddDays(2) };
        _world.Reach(spec, CampaignStage.Allocated);
        var problem = _world.Request("spring", CampaignStage.Estimated, _world.Clock.Today.AddDays(3)).Problem!;
        Assert.Equal((ProblemCode.Invalid, "day"), (problem.Code, problem.Field));
    }

    [Fact]
    public void A_round_ahead_leaves_todays_decisions_as_they_are_and_gives_its_own_from_its_day_on()
    {
        var spec = Decisions.Plain() with { BudgetPerConsumer = null, Budget = 1000 };
        _world.Reach(spec, CampaignStage.Allocated);
        var asked = Enumerable.Range(0, Decisions.Consumers / 2).ToArray();
        var first = asked.Select(consumer => _world.Decide("spring", consumer)).ToArray();
        Assert.Contains(first, reply => reply.Treatment != "none");
        _world.Request("spring", CampaignStage.Estimated, _world.Clock.Today.AddDays(1));
        _world.Request("spring", CampaignStage.Decided);
        var ahead = _world.Scanned("spring").ToDictionary(decision => decision.Consumer, one => one.Treatment);
        var reserved = _world.Pool;

        var again = _world.DecideAll("spring");
        Assert.Equal(first.Select(reply => reply.DecisionId), again[..asked.Length].Select(reply => reply.DecisionId));
        Assert.Equal(first.Select(reply => reply.Treatment), again[..asked.Length].Select(reply => reply.Treatment));
        Assert.All(again[asked.Length..], reply => Assert.Equal(
            ("none", "fallback", "decided-ahead"), (reply.Treatment, reply.Group, reply.ReasonCode)));
        Assert.Equal(reserved, _world.Pool);
        _world.Recover();

        _world.Tomorrow();
        Assert.All(_world.DecideAll("spring"), (reply, i) => Assert.Equal(
            ("standing", ahead[Worlds.Consumer(i)]), (reply.ReasonCode, reply.Treatment)));
    }

    [Fact]
    public void What_is_answered_again_counts_once_in_the_report_and_an_event_of_tomorrow_makes_no_day_of_it()
    {
        _world.Reach(Decisions.Plain(), CampaignStage.Allocated);
        var today = _world.Clock.Today;
        var early = new ObserveBatch([Worlds.Event("early", Worlds.Consumer(0), 0) with { Day = today.AddDays(1) }]);
        Assert.Equal(1, _world.Host.Ask(() =>
            _world.Host.Shard(_world.Host.ShardOf(Worlds.Consumer(0))).Observe(early)).Applied);
        _world.DecideAll("spring");
        _world.DecideAll("spring");
        var measured = _world.Host.Ask(() => _world.Host.Campaign("spring").Report()).Measured!;
        Assert.Equal(Decisions.Consumers, measured.Reasons.Sum(reason => reason.Decisions));
        Assert.Equal(today, Assert.Single(measured.Days, day => day.Decisions > 0).Day);
    }

    [Fact]
    public void A_campaign_that_would_be_over_before_it_is_created_is_refused()
    {
        var until = _world.Clock.Today;
        var spec = Decisions.Plain() with { Until = until };
        Assert.Null(Create(spec));
        _world.Tomorrow();
        Assert.Null(Create(spec));
        var problem = Create(spec with { Id = "late" })!;
        Assert.Equal((ProblemCode.Invalid, "until", until.ToString("O")), (problem.Code, problem.Field, problem.Value));

        Problem? Create(CampaignSpec created) =>
            _world.Host.Ask(() => _world.Host.Campaign(created.Id).Create(created)).Problem;
    }

    [Theory]
    [InlineData(31, true)]
    [InlineData(-31, true)]
    [InlineData(32, false)]
    [InlineData(-32, false)]
    [InlineData(3650, false)]
    public void A_round_is_for_a_day_near_the_clocks(int away, bool isTaken)
    {
        var day = _world.Clock.Today.AddDays(away);
        Judge(Decisions.Plain("named"), CampaignStage.Estimated, day);
        Judge(Decisions.Plain("planned") with { Day = day }, CampaignStage.Estimated, null);
        Judge(Decisions.Plain("at-once") with { Day = day }, CampaignStage.Decided, null);
        if (away < 0) return;
        Judge(Decisions.Plain("begins") with { From = day }, CampaignStage.Estimated, null);
        _world.Reach(Decisions.Plain("later"), CampaignStage.Estimated);
        Judge(Decisions.Plain("later"), CampaignStage.Estimated, day);

        void Judge(CampaignSpec spec, string stage, DateOnly? asked)
        {
            // What is to begin on a day long gone is refused at once.
            var created = _world.Host.Ask(() => _world.Host.Campaign(spec.Id).Create(spec));
            Assert.Equal(spec.Day < _world.Clock.Today && !isTaken, created.Problem is not null);
            var problem = created.Problem ?? _world.Request(spec.Id, stage, asked).Problem;
            Assert.Equal(isTaken ? [null, null, null] : [ProblemCode.Invalid, "day", day.ToString("O")],
                new[] { problem?.Code, problem?.Field, problem?.Value });
            if (created.Problem is null) Assert.Equal(isTaken, _world.Status(spec.Id).Day == day);
        }
    }

    [Fact]
    public void The_price_of_the_round_before_holds_until_there_is_another()
    {
        _world.Reach(Decisions.Plain(), CampaignStage.Allocated);
        _world.Tomorrow();
        _world.Request("spring", CampaignStage.Estimated);
        Assert.DoesNotContain(_world.DecideAll("spring"), reply => reply.ReasonCode == "not-allocated");
    }

    [Fact]
    public void A_consumer_has_one_decision_a_day_whoever_asks_and_another_the_next_day()
    {
        _world.Reach(Decisions.Plain(), CampaignStage.Allocated);
        var first = _world.DecideAll("spring");
        var pool = _world.Pool;
        Assert.Contains(first, reply => reply.Treatment != "none");
        Assert.Equal(first.Select(Decisions.Text), _world.DecideAll("spring").Select(Decisions.Text));
        _world.Recover();
        Assert.Equal(first.Select(Decisions.Text), _world.DecideAll("spring").Select(Decisions.Text));
        Assert.Equal(pool, _world.Pool);

        _world.Tomorrow();
        var second = _world.DecideAll("spring");
        Assert.Empty(first.Select(reply => reply.DecisionId).Intersect(second.Select(reply => reply.DecisionId)));
        Assert.All(first.Zip(second), pair => Assert.Equal(pair.First.Group, pair.Second.Group));
    }

    [Fact]
    public void Who_explores_draws_anew_every_day_and_each_option_about_as_often()
    {
        var spec = Decisions.Plain() with { Explore = 1 };
        _world.Reach(spec, CampaignStage.Allocated);
        var counts = new Dictionary<string, int>();
        for (var day = 0; day < 5; day++, _world.Tomorrow())
        {
            foreach (var reply in _world.DecideAll("spring"))
            {
                Assert.Equal(("explore", .25), (reply.Group, reply.Propensity));
                counts[reply.Treatment] = counts.GetValueOrDefault(reply.Treatment) + 1;
            }
        }

        // 200 draws among four: 50 each, give or take 6.
        Assert.Equal(4, counts.Count);
        Assert.All(counts.Values, count => Assert.InRange(count, 25, 75));
    }

    [Fact]
    public void A_decision_of_a_scan_stands_for_its_day_and_a_later_scan_leaves_one_of_its_day_alone()
    {
        _world.Reach(Decisions.Plain(), CampaignStage.Decided);
        var scanned = _world.Scanned("spring").ToDictionary(decision => decision.Consumer);
        var standing = _world.DecideAll("spring");
        Assert.All(standing, (reply, i) =>
        {
            var decision = scanned[Worlds.Consumer(i)];
            Assert.Equal(("standing", decision.Treatment, decision.Group, decision.Propensity),
                (reply.ReasonCode, reply.Treatment, reply.Group, reply.Propensity));
        });

        _world.Tomorrow();
        var single = _world.Decide("spring", 3);
        var pool = _world.Pool;
        _world.Request("spring", CampaignStage.Decided);
        _world.Request("spring", CampaignStage.Estimated);
        _world.Request("spring", CampaignStage.Decided);
        Assert.Equal(single.Treatment,
            _world.Scanned("spring").Single(decision => decision.Consumer == Worlds.Consumer(3)).Treatment);
        Assert.Equal(Decisions.Text(single), Decisions.Text(_world.Decide("spring", 3)));
        Assert.True(_world.Pool.CommittedMicros > pool.CommittedMicros);
    }

    [Fact]
    public void Before_its_first_and_after_its_last_day_a_campaign_does_nothing()
    {
        var today = _world.Clock.Today;
        var spec = Decisions.Plain() with { From = today.AddDays(1), Until = today.AddDays(2), Fallback = "free" };
        spec = spec with { Treatments = [.. spec.Treatments, new TreatmentSpec("free", [new("push", "1")], 0, null)] };
        var status = _world.Reach(spec, CampaignStage.Allocated);
        Assert.Equal(today.AddDays(1), status.Day);
        Is("not-started", "none");
        _world.Tomorrow();
        Assert.NotEqual("fallback", _world.Decide("spring", 1).Group);
        _world.Tomorrow(2);
        Is("ended", "none");
        Assert.Equal(ProblemCode.Invalid,
            _world.Request("spring", CampaignStage.Estimated, _world.Clock.Today).Problem?.Code);

        void Is(string reason, string treatment)
        {
            var reply = _world.Decide("spring", 2);
            Assert.Equal(("fallback", reason, treatment), (reply.Group, reply.ReasonCode, reply.Treatment));
        }
    }

    [Fact]
    public void A_closed_campaign_decides_nothing_keeps_its_totals_and_no_money()
    {
        var spec = Worlds.Spec(budget: 4);
        var decided = _world.Reach(spec, CampaignStage.Decided);
        _world.Tomorrow();
        var single = _world.Decide(new DecisionRequest("kept", "spring", Worlds.Consumer(5), null));
        var closed = _world.Close("spring");
        Assert.Equal((CampaignStage.Closed, 1.0), (closed.Stage, closed.Progress));
        Assert.Equal(decided.Treatments.Sum(total => total.Consumers) + (single.Group == "fallback" ? 0 : 1),
            closed.Treatments.Sum(total => total.Consumers));
        Assert.Equal(0, _world.Pool.ReservedMicros);
        var reply = _world.Decide("spring", 6);
        Assert.Equal(("fallback", "campaign-closed", "none"), (reply.Group, reply.ReasonCode, reply.Treatment));
        Assert.Equal(Decisions.Text(single),
            Decisions.Text(_world.Decide(new DecisionRequest("kept", "spring", Worlds.Consumer(5), null))));

        _world.Recover();
        Assert.Equal("campaign-closed", _world.Decide("spring", 7).ReasonCode);
        var problem = _world.Request("spring", CampaignStage.Estimated, _world.Clock.Today).Problem!;
        Assert.Equal((ProblemCode.WrongStage, "campaign"), (problem.Code, problem.Field));
        Assert.Equal(CampaignStage.Closed, _world.Close("spring").Stage);
    }

    [Fact]
    public void A_campaign_that_was_never_estimated_can_be_closed_too()
    {
        Assert.Null(_world.Host.Ask(() => _world.Host.Campaign("spring").Create(Decisions.Plain())).Problem);
        Assert.Equal(CampaignStage.Closed, _world.Close("spring").Stage);
        Assert.Equal("campaign-closed", _world.Decide("spring", 1).ReasonCode);
    }

    [Fact]
    public void Closed_in_the_middle_of_its_work_it_ends_with_what_it_had_spent()
    {
        for (var seed = 0UL; seed < 8; seed++)
        {
            var world = new Decisions(seed);
            var steps = 20 * (int)seed;
            world.Host.Run(() => world.Host.Reach(Worlds.Spec(budget: 4), CampaignStage.Decided), steps);
            world.Restart();
            Assert.Null(world.Host.Ask(() => world.Host.Campaign("spring").Create(Worlds.Spec(budget: 4))).Problem);
            var closed = world.Close("spring");
            Assert.Equal(CampaignStage.Closed, closed.Stage);
            Assert.Equal(Micros.From(closed.Spend), world.Pool.CommittedMicros);
            Assert.Equal(0, world.Pool.ReservedMicros);
        }
    }

    [Fact]
    public void Of_who_is_forgotten_no_id_stays_in_any_grain()
    {
        _world.Reach(Worlds.Spec(budget: 2), CampaignStage.Decided);
        _world.Tomorrow();
        _world.DecideAll("spring");
        Assert.Contains(_world.Store.Everything, HasId);
        Assert.True(_world.Host.Run(async () =>
        {
            for (var i = 0; i < Decisions.Consumers; i++)
            {
                var id = Worlds.Consumer(i);
                await _world.Host.Shard(_world.Host.ShardOf(id)).Forget(id);
            }
        }));
        _world.Host.SnapshotAll();
        Assert.DoesNotContain(_world.Store.Everything, HasId);

        static bool HasId(byte[] bytes) => bytes.AsSpan().IndexOf("consumer-"u8) >= 0;
    }

    [Fact]
    public void A_forgotten_consumer_who_comes_back_that_day_gets_a_decision_of_its_own()
    {
        _world.Reach(Decisions.Plain(), CampaignStage.Allocated);
        var (consumer, first) = Enumerable.Range(0, Decisions.Consumers)
            .Select(i => (i, Reply: _world.Decide("spring", i))).First(pair => pair.Reply.Treatment != "none");
        var id = Worlds.Consumer(consumer);
        _world.Host.Run(async () =>
        {
            await _world.Host.Shard(_world.Host.ShardOf(id)).Forget(id);
            await _world.Host.PutProfiles([Worlds.Profiles(Decisions.Consumers)[consumer]]);
        });
        var second = _world.Decide("spring", consumer);
        Assert.NotEqual(first.DecisionId, second.DecisionId);
        Assert.Equal(second.DecisionId, _world.Decide("spring", consumer).DecisionId);
        _world.Recover();
        Assert.Equal(second.DecisionId, _world.Decide("spring", consumer).DecisionId);
    }
}
