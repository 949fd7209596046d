using System.Globalization;
using WorldModel.Numerics;
using WorldModel.Schema;
using WorldModel.Schema.Training;
using WorldModel.Simulation;

namespace WorldModel.Models.Tests;

public sealed class ResponseMemoryTests
{
    private static readonly RowForm Nothing = new(0, [], []);

    [Fact]
    public void Departures_solve_information_plus_prior_precision_times_departure_equals_score()
    {
        var memory = new ResponseMemory("visit", 1, new RowForm(-.3, [0], [.5]), new RowForm(.2, [0], [-.1]),
            [.8f, .4f], [.7f, .5f], .09, .04);
        // One attribute, then days and outcomes with nothing, the first action, the second, and both.
        float[] row = [2, 100, 60, 30, 25, 20, 9, 5, 4];
        var (score, information) = (new double[2], new double[2, 2]);
        for (var c = 0; c < 4; c++)
        {
            double mix = (.8f * (c & 1)) + (.4f * (c >> 1)), own = (.7f * (c & 1)) + (.5f * (c >> 1));
            var p = 1 / (1 + Math.Exp(-(-.3 + (.5 * 2) + own + (mix * (.2 - .2)))));
            double[] s = [1, mix];
            for (var i = 0; i < 2; i++)
            {
                score[i] += s[i] * (row[2 + (2 * c)] - (row[1 + (2 * c)] * p));
                for (var j = 0; j < 2; j++) information[i, j] += s[i] * s[j] * row[1 + (2 * c)] * p * (1 - p);
            }
        }

        memory.Apply(row);

        double level = row[memory.LevelColumn], slope = row[memory.SlopeColumn];
        Assert.Equal(score[0], ((information[0, 0] + (1 / .09)) * level) + (information[0, 1] * slope), 1e-4);
        Assert.Equal(score[1], (information[1, 0] * level) + ((information[1, 1] + (1 / .04)) * slope), 1e-4);
        Assert.All(row[3..], tally => Assert.Equal(0, tally));
        Assert.Equal(2, row[0]);
    }

    [Fact]
    public void Where_consumers_do_not_differ_nothing_is_remembered_and_no_history_tells_nothing()
    {
        var memory = new ResponseMemory("visit", 0, Nothing, Nothing, [1], [1], 0, 0);
        float[] row = [50, 40, 50, 10];
        memory.Apply(row);
        Assert.Equal([0, 0, 0, 0], row);

        float[] fresh = [0, 0, 0, 0];
        (memory with { LevelVariance = .1, SlopeVariance = .1 }).Apply(fresh);
        Assert.Equal([0, 0, 0, 0], fresh);
    }

    [Fact]
    public void Estimated_variances_are_near_those_that_consumers_were_drawn_with()
    {
        var (random, evidence) = (new RandomStream(20261122), new Dictionary<(double, double), double>());
        var memory = new ResponseMemory("visit", 0, Nothing, Nothing, [.8f], [.8f], 0, 0);
        double[] variances = [0, .01, .04, .09, .16, .25];
        for (var consumer = 0; consumer < 3000; consumer++)
        {
            double level = .3 * random.NextGaussian(), slope = .4 * random.NextGaussian();
            float[] row = [200, 0, 100, 0];
            for (var day = 0; day < 200; day++) row[1] += random.NextDouble() < Logit.Inverse(level) ? 1 : 0;
            for (var day = 0; day < 100; day++)
                row[3] += random.NextDouble() < Logit.Inverse(level + (.8 * (1 + slope))) ? 1 : 0;
            var sums = memory.SumsOf(row);
            foreach (var a in variances)
                foreach (var b in variances)
                    evidence[(a, b)] = evidence.GetValueOrDefault((a, b)) + sums.Evidence(a, b);
        }

        Assert.Equal((.09, .16), evidence.MaxBy(pair => pair.Value).Key);
    }

    [Fact]
    public void A_consumers_own_history_tells_how_it_responds_beyond_what_its_loyalty_does()
    {
        const int Days = 280;
        var panel = PurchaseWorld.Simulate(17, 600, Days);
        var first = PurchaseWorld.FirstDay.AddDays(Days - 60);
        var rows = TrainingRows.FromEvents(
            ResponsiveWorld.Schema, PurchaseEvents.ToProfiles(panel, ResponsiveWorld.Schema),
            PurchaseEvents.ToEvents(panel, ResponsiveWorld.Schema), first, first.AddDays(59));

        var memory = Assert.Single(ResponseFit.Of(rows, [.. Enumerable.Range(0, rows.Rows)], 0));

        Assert.InRange(memory.SlopeVariance, .005, .1);
        var (people, own) = (panel.Consumers, new double[panel.Consumers.Count]);
        for (var row = 59; row < rows.Rows; row += 60)
        {
            var seen = rows.VisibleRow(row).ToArray();
            memory.Apply(seen);
            own[int.Parse(rows.Consumers[rows.Consumer[row]].AsSpan(1), CultureInfo.InvariantCulture)] =
                seen[memory.SlopeColumn];
        }

        foreach (var loyal in new[] { 0, 1 })
        {
            int[] group = [.. Enumerable.Range(0, own.Length).Where(consumer => people.Loyalty[consumer] == loyal)];
            var told = Correlation(
                Array.ConvertAll(group, consumer => own[consumer]),
                Array.ConvertAll(group, consumer => people.Gamma[consumer]));
            Assert.InRange(told, .2, .8);
        }
    }

    [Fact]
    public void Rows_with_tallies_have_the_same_levels_alone_in_any_batch_and_as_point_answers()
    {
        var (model, test, plan) = (
            ResponsiveWorld.Model, ResponsiveWorld.Test, ResponsiveWorld.Plan("push", "coupon", "push+coupon"));
        const int Rows = 600;
        var (width, batch) = (plan.Options * 2, new float[Rows * plan.Options * 2]);
        model.Levels(test.Visible.AsSpan(0, Rows * test.Width), Rows, plan, batch);
        var (alone, belief) = (new float[width], new float[model.BeliefUnits]);
        foreach (var row in new[] { 0, 255, 256, 599 })
        {
            model.Levels(test.VisibleRow(row), 1, plan, alone);
            Assert.Equal(batch.AsSpan(row * width, width).ToArray(), alone);
            model.Infer(test.VisibleRow(row), 1, belief);
            var effects = model.Counterfactual(test.VisibleRow(row), belief, plan);
            for (var i = 0; i < effects.Length; i++)
                Assert.Equal(effects[i].Level!.Value.Mean, alone[2 + i], 2e-6);
        }
    }

    [Fact]
    public void A_model_with_memories_comes_back_from_its_file_with_the_same_answers()
    {
        var model = ResponsiveWorld.Model;
        var back = ModelFile.Parse(ModelFile.ToBytes(model));
        Assert.Equal(model.Hash, back.Hash);
        var plan = ResponsiveWorld.Plan("push");
        var row = ResponsiveWorld.Test.VisibleRow(11);
        var (before, after) = (new float[4], new float[4]);
        model.Levels(row, 1, plan, before);
        back.Levels(row, 1, plan, after);
        Assert.Equal(before, after);
    }

    [Fact]
    public void A_model_without_the_memory_its_schema_asks_for_is_refused()
    {
        var model = ResponsiveWorld.Model;
        Assert.Throws<ArgumentException>(() => new FrozenModel(
            model.Schema, model.Machine, model.MeanField.Sweeps, model.Heads, model.Overlap, model.Plausibility,
            model.Record));
    }

    [Fact]
    public void A_belief_knows_the_consumer_and_not_the_day()
    {
        var model = ResponsiveWorld.Model;
        var row = ResponsiveWorld.Test.VisibleRow(5).ToArray();
        var (now, other) = (new float[model.BeliefUnits], new float[model.BeliefUnits]);
        model.Infer(row, 1, now);
        for (var unit = 0; unit < model.Encoder.Units; unit++)
        {
            if (model.Encoder.UnitSpecs[unit].Group == UnitGroup.Calendar) row[unit] = 1 - row[unit];
        }

        model.Infer(row, 1, other);
        Assert.Equal(now, other);
    }

    private static double Correlation(double[] a, double[] b)
    {
        var (meanA, meanB) = (a.Average(), b.Average());
        var product = a.Zip(b, (x, y) => (x - meanA) * (y - meanB)).Sum();
        return product / Math.Sqrt(a.Sum(x => (x - meanA) * (x - meanA)) * b.Sum(y => (y - meanB) * (y - meanB)));
    }
}
