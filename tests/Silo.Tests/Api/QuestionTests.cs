using WorldModel.Client.Wire;

namespace WorldModel.Silo.Tests.Api;

public sealed class QuestionTests(RunningSilo silo) : IClassFixture<RunningSilo>
{
    private static readonly TreatmentItem[] Treatments =
    [
        new("push", new() { ["push"] = "1" }),
        new("coupon", new() { ["coupon"] = "1" }),
        new("none", []),
    ];

    [Fact]
    public async Task Alone_and_in_a_batch_a_belief_has_the_same_bits()
    {
        var ids = silo.World.Ids.ToArray();
        var batch = (await silo.Client.BeliefAsync(new() { Consumers = ids })).Answers;
        Assert.Equal(ids, batch.Select(answer => answer.Consumer));
        foreach (var answer in batch.Take(20))
        {
            var alone = Assert.Single((await silo.Client.BeliefAsync(new() { Consumer = answer.Consumer })).Answers);
            Assert.Equal(answer.Belief, alone.Belief);
            Assert.Equal(answer.AsOf, alone.AsOf);
        }
    }

    [Fact]
    public async Task An_answer_says_what_it_was_made_from()
    {
        var answer = Assert.Single((await silo.Client.BeliefAsync(new() { Consumer = "c3" })).Answers);
        Assert.Equal(silo.World.Model.Hash, answer.AsOf?.Model);
        Assert.Equal(silo.World.Today, answer.AsOf?.BeliefDay);
        Assert.NotNull(answer.AsOf?.LastEvent);
    }

    [Fact]
    public async Task A_counterfactual_answers_every_outcome_under_every_treatment_asked()
    {
        var answer = Assert.Single((await silo.Client.CounterfactualAsync(
            new() { Consumer = "c1", Treatments = Treatments })).Answers);
        Assert.Null(answer.Problem);
        Assert.Equal(
            from treatment in new[] { "coupon", "none", "push" }
            from outcome in new[] { "purchase", "visit" }
            select (treatment, outcome),
            answer.Outcomes.Select(o => (o.Treatment, o.Outcome)).Order());
        var push = answer.Outcomes.Single(o => o is { Treatment: "push", Outcome: "visit" });
        Assert.InRange(push.Level!.Value, push.LevelLow!.Value, push.LevelHigh!.Value);
        Assert.NotEmpty(push.Reason);
    }

    [Fact]
    public async Task Many_counterfactuals_equal_single_ones()
    {
        var ids = silo.World.Ids.Take(30).ToArray();
        var many = (await silo.Client.CounterfactualAsync(new() { Consumers = ids, Treatments = Treatments })).Answers;
        for (int i = 0; i < ids.Length; i++)
        {
            var one = await silo.Client.CounterfactualAsync(new() { Consumer = ids[i], Treatments = Treatments });
            Assert.Equal(many[i].Outcomes, one.Answers[0].Outcomes);
        }
    }

    [Fact]
    public async Task A_consumer_described_in_the_request_is_answered_and_not_kept()
    {
        var before = (await silo.Client.HealthAsync()).Consumers;
        var answer = Assert.Single((await silo.Client.CounterfactualAsync(new()
        {
            Described = new() { ["store"] = "2", ["loyalty"] = "1", ["age"] = "44", ["income"] = "350" },
            Treatments = Treatments,
        })).Answers);
        Assert.Null(answer.Consumer);
        Assert.Equal(6, answer.Outcomes.Length);
        Assert.Equal(before, (await silo.Client.HealthAsync()).Consumers);
    }

    [Fact]
    public async Task Plausibility_is_a_percentile()
    {
        var answers = (await silo.Client.PlausibilityAsync(new() { Consumers = [.. silo.World.Ids] })).Answers;
        Assert.All(answers, answer => Assert.InRange(answer.Percentile!.Value, 0, 100));
        Assert.True(answers.Select(answer => answer.FreeEnergy).Distinct().Count() > 10);
    }

    [Fact]
    public async Task A_forgotten_consumer_is_unknown_and_leaves_no_frame()
    {
        await silo.Client.PutConsumersAsync(silo.World.Profiles.Take(1).Select(p => p with { Consumer = "soon-gone" }));
        Assert.True((await silo.Client.ForgetAsync("soon-gone")).Existed);
        Assert.False((await silo.Client.ForgetAsync("soon-gone")).Existed);
        var answer = Assert.Single((await silo.Client.BeliefAsync(new() { Consumers = ["soon-gone"] })).Answers);
        Assert.Equal("unknown-consumer", answer.Problem?.Code);
    }

    [Fact]
    public async Task Health_names_the_stores_setting_the_clock_and_the_live_model()
    {
        var health = await silo.Client.HealthAsync();
        Assert.Equal(("ok", "off", false), (health.Status, health.Store.Synchronous, health.Store.Durable));
        Assert.Equal(("wall", silo.World.Today), (health.Clock.Kind, health.Clock.Day));
        Assert.Equal(silo.World.Model.Hash, health.Model);
        Assert.True(health.Consumers >= SmallWorld.Consumers);
        Assert.True(health.Events.Applied > 1000);
    }
}
