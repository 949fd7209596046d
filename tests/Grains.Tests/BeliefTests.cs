using WorldModel.Grains.Consumers;
using WorldModel.Grains.Interfaces;
using WorldModel.Grains.Tests.Fixtures;
using WorldModel.Grains.Tests.Host;
using WorldModel.Models;
using WorldModel.Schema;

namespace WorldModel.Grains.Tests;

/// <summary>Beliefs and what is answered from them.</summary>
public sealed class BeliefTests
{
    private static readonly TreatmentMessage[] Treatments =
        [new("push", [new ActionSetting("push", "1")]), new("coupon", [new ActionSetting("coupon", "1")])];

    [Fact]
    public void An_event_of_the_open_day_leaves_a_belief_valid_and_a_late_one_does_not()
    {
        var host = NewHost();
        var before = Belief(host, "x");
        Assert.Equal(1, host.Inside(0).Beliefs.Inferred);

        Observe(host, Worlds.Event("open", "x", 10, 2));
        var open = Belief(host, "x");
        Assert.Equal(1, host.Inside(0).Beliefs.Inferred);
        Assert.Equal(before.Belief.ToArray(), open.Belief.ToArray());
        Assert.Equal((1, 2), (before.AsOf!.Pending, open.AsOf!.Pending));

        Observe(host, Worlds.Event("late", "x", 9, 2));
        var late = Belief(host, "x");
        Assert.Equal(2, host.Inside(0).Beliefs.Inferred);
        Assert.NotEqual(before.Belief.ToArray(), late.Belief.ToArray());
    }

    [Fact]
    public void Cached_alone_and_after_a_restart_a_belief_has_the_same_bits()
    {
        var store = new MemoryStore();
        var host = NewHost(store);
        var first = Belief(host, "x").Belief.ToArray();
        Assert.Equal(first, Belief(host, "x").Belief.ToArray());
        var again = new TestHost(store, host.World, 1, 9);
        Assert.Equal(first, Belief(again, "x").Belief.ToArray());
    }

    [Fact]
    public void Two_models_asked_by_turns_keep_their_beliefs_and_a_third_takes_the_older_ones_place()
    {
        var world = NewHost().World;
        var third = RandomModel.Make(world.Schema, 3);
        var rows = new ConsumerRows(new StateLayout(world.Schema));
        rows.Add("x", new AttributeResolver(world.Schema).Unknown());
        var beliefs = new BeliefColumn(rows);
        var visible = new float[third.Width];
        float[] Ask(FrozenModel model) => beliefs.Get(model, 0, 10, visible).ToArray();

        var first = Ask(world.Models[0]);
        var second = Ask(world.Models[1]);
        Assert.Equal(first, Ask(world.Models[0]));
        Assert.Equal(second, Ask(world.Models[1]));
        Assert.Equal(2, beliefs.Inferred);

        Ask(third);
        Assert.Equal(second, Ask(world.Models[1]));
        Assert.Equal(3, beliefs.Inferred);
        Assert.Equal(first, Ask(world.Models[0]));
        Assert.Equal(4, beliefs.Inferred);
    }

    [Fact]
    public void A_belief_at_a_later_day_holds_the_open_day()
    {
        var host = NewHost();
        var later = Belief(host, "x", 12);
        Assert.Equal((0, Worlds.Start.AddDays(12)), (later.AsOf!.Pending, later.AsOf.Day));
        Observe(host, Worlds.Event("open", "x", 10, 2));
        Assert.NotEqual(later.Belief.ToArray(), Belief(host, "x", 12).Belief.ToArray());
    }

    [Fact]
    public void A_day_older_than_the_state_reaches_is_refused_and_an_unknown_consumer_too()
    {
        var host = NewHost();
        Assert.Equal(ProblemCode.Late, Belief(host, "x", 7).Problem?.Code);
        Assert.Null(Belief(host, "x", 8).Problem);
        Assert.Equal(ProblemCode.UnknownConsumer, Belief(host, "nobody").Problem?.Code);
    }

    [Fact]
    public void Without_a_live_model_there_is_no_belief()
    {
        var host = new TestHost(new MemoryStore(), Worlds.Make(), 1, 1);
        Assert.Equal(ProblemCode.NoModel, Belief(host, "x").Problem?.Code);
    }

    [Fact]
    public void Promoting_and_rolling_back_change_the_model_that_answers()
    {
        var host = NewHost();
        var first = Belief(host, "x");
        host.Run(() => host.GoLive(1));
        var second = Belief(host, "x");
        Assert.Equal(host.World.Models[1].Hash, second.AsOf!.Model);
        Assert.NotEqual(first.Belief.ToArray(), second.Belief.ToArray());
        Assert.Null(host.Ask(() => host.Model("default").RollBack()).Problem);
        Assert.Equal(first.Belief.ToArray(), Belief(host, "x").Belief.ToArray());
        Assert.Equal(ProblemCode.WrongStage, host.Ask(() => host.Model("default").RollBack()).Problem?.Code);
    }

    [Fact]
    public void A_model_not_loaded_or_not_registered_is_refused()
    {
        var host = NewHost();
        Assert.Equal(ProblemCode.UnknownModel, host.Ask(() => host.Model("default").Register("feed")).Problem?.Code);
        var unregistered = host.World.Models[1].Hash;
        var reply = host.Ask(() => host.Model("default").Promote(unregistered));
        Assert.Equal(ProblemCode.UnknownModel, reply.Problem?.Code);
    }

    [Fact]
    public void A_counterfactual_answers_every_outcome_under_every_treatment()
    {
        var host = NewHost();
        var answer = Counterfactual(host, new CounterfactualSubject("x", null));
        Assert.Equal(["push visit", "push purchase", "coupon visit", "coupon purchase"],
            answer.Outcomes.Select(o => $"{o.Treatment} {o.Outcome}"));
        var visit = answer.Outcomes[0];
        Assert.True(visit.LevelLow < visit.Level && visit.Level < visit.LevelHigh);
        Assert.True(visit.UpliftLow < visit.Uplift && visit.Uplift < visit.UpliftHigh);
        Assert.Equal("adjusted", visit.Identified);
        Assert.Equal(0, answer.Outcomes[1].Uplift);
    }

    [Fact]
    public void Where_there_is_no_overlap_there_is_no_number_but_the_reason()
    {
        var host = NewHost(world: Worlds.Make(couponIdentified: false));
        var coupon = Counterfactual(host, new CounterfactualSubject("x", null)).Outcomes[2];
        Assert.Equal((null, "no"), (coupon.Uplift, coupon.Identified));
        Assert.Contains("coupon", coupon.Reason);
    }

    [Fact]
    public void A_described_consumer_is_answered_without_being_created()
    {
        var host = NewHost();
        AttributeValue[] described = [new("store", "3"), new("loyalty", "1")];
        Assert.Equal(4, Counterfactual(host, new CounterfactualSubject("new", described)).Outcomes.Length);
        Assert.Equal(-1, host.Inside(0).State.Rows.Find("new"));
        var wrong = Counterfactual(host, new CounterfactualSubject("new", [new AttributeValue("store", "99")]));
        Assert.Equal("described.store", wrong.Problem?.Field);
    }

    [Fact]
    public void Plausibility_is_a_percentage_of_the_training_consumers()
    {
        var host = NewHost();
        var answers = host.Ask(() => host.Shard(0).Plausibility(new BeliefQuery(["x", "nobody"], null))).Answers;
        Assert.InRange(answers[0].Percentile, 0, 100);
        Assert.True(double.IsFinite(answers[0].FreeEnergy));
        Assert.Equal(ProblemCode.UnknownConsumer, answers[1].Problem?.Code);
    }

    private static TestHost NewHost(MemoryStore? store = null, World? world = null)
    {
        world ??= Worlds.Make();
        world.Clock.Today = Worlds.Start.AddDays(10);
        var host = new TestHost(store ?? new MemoryStore(), world, 1, 1);
        host.Run(() => host.GoLive());
        Observe(host, Worlds.Event("a", "x", 3), Worlds.Event("b", "x", 10));
        return host;
    }

    private static void Observe(TestHost host, params ConsumerEventMessage[] events) =>
        Assert.Empty(host.Ask(() => host.Shard(0).Observe(new ObserveBatch(events))).Refused);

    private static BeliefAnswer Belief(TestHost host, string consumer, int? day = null)
    {
        var query = new BeliefQuery([consumer], day is { } d ? Worlds.Start.AddDays(d) : null);
        return Assert.Single(host.Ask(() => host.Shard(0).Belief(query)).Answers);
    }

    private static CounterfactualAnswer Counterfactual(TestHost host, CounterfactualSubject subject) =>
        Assert.Single(host.Ask(() => host.Shard(0).Counterfactual(
            new CounterfactualQuery([subject], null, Treatments, [], false))).Answers);
}
