using WorldModel.Grains.Consumers;
using WorldModel.Grains.Interfaces;
using WorldModel.Grains.Tests.Fixtures;
using WorldModel.Grains.Tests.Host;
using WorldModel.Models;
using WorldModel.Schema;

namespace WorldModel.Grains.Tests;

/// <summary>What was done to a consumer that day is part of the context its treatments are compared in.</summary>
public sealed class ContextTests
{
    private const int Consumers = 60;

    [Fact]
    public void A_treatment_is_worth_what_it_adds_to_what_was_done_that_day_in_a_scan_and_alone()
    {
        var world = Worlds.Make();
        world.Clock.Today = Worlds.Start.AddDays(10);
        var host = new TestHost(new MemoryStore(), world, 1, 3);
        var spec = Worlds.Spec(budget: 1000) with { Holdout = 0, Explore = 0 };
        ActionSetting[][] done = [[], [new("push", "1")], [new("coupon", "1")], [new("push", "1"), new("coupon", "1")]];
        Assert.True(host.Run(async () =>
        {
            await host.GoLive();
            await host.PutProfiles(Worlds.Profiles(Consumers));
            await host.Observe(Worlds.Events(Consumers, 9));
            // Mixed up, so that rows of one context do not lie together.
            await host.Observe([.. Enumerable.Range(0, Consumers).SelectMany(i => done[i * 7 % 4].Select(action =>
                new ConsumerEventMessage($"{i}/{action.Action}", Worlds.Consumer(i), world.Clock.Today, "action",
                    action.Action, null, 1)))]);
            await host.Reach(spec, CampaignStage.Allocated);
        }));

        var state = host.Inside(0).State;
        var columns = state.Campaigns["spring"];
        for (var i = 0; i < Consumers; i++)
        {
            var row = state.Rows.Find(Worlds.Consumer(i));
            var expected = Expected(world, state, row, spec, done[i * 7 % 4]);
            Assert.Equal(expected, columns.Values(row).ToArray());
            var reply = host.Ask(() => host.Shard(0).DecideOne(Client.Request($"r{i}", i)));
            Assert.Equal(expected, reply.Options.Select(option => (long)Math.Round(option.Value!.Value * 1e6)));
            if (i * 7 % 4 == 3) Assert.Equal([0L, 0L, 0L], expected);
        }
    }

    [Fact]
    public void What_was_done_on_another_day_is_history_and_no_context()
    {
        var world = Worlds.Make();
        var layout = new StateLayout(world.Schema);
        var state = new int[layout.Words];
        var push = (short)layout.Actions.IndexOf("push", null);
        var day = Worlds.Start.DayNumber;
        RollForward.Create(layout, state, new AttributeResolver(world.Schema).Unknown());
        Assert.Equal(0UL, DayActions.Of(layout, state, day));
        RollForward.Apply(layout, state, new StateEvent(day, push));
        Assert.Equal(1UL << push, DayActions.Of(layout, state, day));
        Assert.Equal(0UL, DayActions.Of(layout, state, day + 1));
        RollForward.Apply(layout, state, new StateEvent(day + layout.RingDays, push));
        Assert.Equal(0UL, DayActions.Of(layout, state, day));
    }

    /// <summary>A plan of its own for one consumer, whose context names what was done.</summary>
    private static long[] Expected(
        World world, ShardState state, int row, CampaignSpec spec, ActionSetting[] done)
    {
        var (model, day) = (world.Models[0], world.Clock.Today.DayNumber);
        var (visible, belief) = (new float[model.Width], new float[model.BeliefUnits]);
        model.Believe(state.Rows[row].State, 1, day, visible, belief);
        Treatment[] treatments = [.. spec.Treatments.Select(treatment => new Treatment(
            treatment.Name, [.. treatment.Actions.Select(action => new ActionLevel(action.Action, action.Level))]))];
        ActionLevel[] context = [.. done.Select(action => new ActionLevel(action.Action, action.Level))];
        var plan = new TreatmentPlan(world.Schema, treatments, context, day);
        var outcomes = world.Schema.Outcomes;
        var levels = new float[plan.Options * outcomes.Count];
        model.Levels(visible, belief, 1, plan, levels);
        return [.. Enumerable.Range(1, treatments.Length).Select(option => (long)Math.Round(1e6 *
            spec.Values.Sum(value => value.Value * value.Margin * Uplift(value.Outcome, option))))];

        double Uplift(string outcome, int option)
        {
            var o = outcomes.Select(spec => spec.Name).ToList().IndexOf(outcome);
            return (double)levels[(option * outcomes.Count) + o] - levels[o];
        }
    }
}
