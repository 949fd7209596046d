using WorldModel.Models.Learners;
using WorldModel.Numerics;

namespace WorldModel.Models.Tests;

public sealed class FrozenModelTests
{
    private static readonly string[] Treatments = ["push", "coupon", "push+coupon", "campaign"];

    [Fact]
    public void A_row_has_the_same_levels_alone_and_in_any_batch()
    {
        var plan = SmallWorld.Plan(Treatments);
        var (test, model) = (SmallWorld.Test, SmallWorld.Model);
        const int Rows = 700;
        var width = plan.Options * 2;
        var batch = new float[Rows * width];
        model.Levels(test.Visible.AsSpan(0, Rows * test.Width), Rows, plan, batch);
        var alone = new float[width];
        foreach (var row in new[] { 0, 1, 255, 256, 511, 699 })
        {
            model.Levels(test.VisibleRow(row), 1, plan, alone);
            Assert.Equal(batch.AsSpan(row * width, width).ToArray(), alone);
        }
    }

    [Fact]
    public void Batched_levels_are_the_point_answers_in_single_precision()
    {
        var plan = SmallWorld.Plan(Treatments);
        var visible = SmallWorld.Test.VisibleRow(123);
        var levels = new float[plan.Options * 2];
        SmallWorld.Model.Levels(visible, 1, plan, levels);
        var effects = SmallWorld.Model.Counterfactual(visible, SmallWorld.BeliefOf(visible), plan);
        for (var i = 0; i < effects.Length; i++)
            Assert.Equal(effects[i].Level!.Value.Mean, levels[2 + i], 2e-6);
    }

    [Fact]
    public void Values_are_worth_times_uplift()
    {
        float[] levels = [0.5f, 0.25f, 0.75f, 0.25f, 0.5f, 0.5f];
        var values = new double[2];
        TreatmentValues.Sum(levels, 1, 3, [0.3, 10], values);
        Assert.Equal([0.3 * 0.25, 10 * 0.25], values);
        Assert.Equal([0.3, 10.0], TreatmentValues.WorthOf(SmallWorld.Schema));
    }

    [Fact]
    public void A_consumer_unlike_all_others_is_less_plausible_than_an_ordinary_one()
    {
        var model = SmallWorld.Model;
        var ordinary = SmallWorld.Test.VisibleRow(5);
        var strange = new float[model.Width];
        Array.Fill(strange, 1f);
        var (energy, percentile) = model.Familiarity(ordinary);
        var (strangeEnergy, strangePercentile) = model.Familiarity(strange);
        Assert.True(strangeEnergy > energy);
        Assert.InRange(percentile, 1, 100);
        Assert.Equal(0, strangePercentile);
    }

    [Fact]
    public void Percentiles_count_the_training_rows_that_look_no_more_familiar()
    {
        var plausibility = new Plausibility([1f, 2f, 2f, 4f], .9);
        Assert.Equal(100, plausibility.Percentile(0.5));
        Assert.Equal(75, plausibility.Percentile(2));
        Assert.Equal(25, plausibility.Percentile(3));
        Assert.Equal(0, plausibility.Percentile(5));
    }

    [Fact]
    public void Draws_from_the_posterior_scatter_as_wide_as_the_interval_says()
    {
        var plan = SmallWorld.Plan("push");
        var visible = SmallWorld.Test.VisibleRow(31).ToArray();
        var uplifts = new List<double>();
        foreach (var draw in PosteriorDraw.Of(SmallWorld.Model, 400, new RandomStream(4)))
        {
            var levels = new float[4];
            draw.Levels(visible, 1, plan, levels);
            uplifts.Add(levels[2] - levels[0]);
        }

        var uplift = SmallWorld.Model.Counterfactual(visible, SmallWorld.BeliefOf(visible), plan)[0].Uplift!.Value;
        Assert.Equal(uplift.Mean, uplifts.Average(), 0.1 * uplift.Mean);
        Assert.InRange(uplifts.Count(value => value > uplift.Low && value < uplift.High), 340, 380);
    }

    [Fact]
    public void The_baseline_learner_answers_the_same_questions_and_knows_no_price()
    {
        var learner = LogisticSLearner.Train(SmallWorld.Training);
        Assert.DoesNotContain(learner.Heads[1].Design.Drivers, driver => driver.Name == "price");
        var plan = SmallWorld.Plan(Treatments);
        var levels = new float[plan.Options * 2];
        learner.Levels(SmallWorld.Test.VisibleRow(9), 1, plan, levels);
        Assert.All(levels, level => Assert.InRange(level, 0.01f, 0.99f));
        Assert.True(levels[2] > levels[0]);
    }
}
