using WorldModel.Models.Learners;
using WorldModel.Models.Networks;
using WorldModel.Models.Trials;
using WorldModel.Numerics;

namespace WorldModel.Models.Tests.Learners;

/// <summary>A world of two arms whose effect on value is 2 where the first of three features is positive, else
/// 0.</summary>
public sealed class HonestForestTests
{
    [Fact]
    public void It_finds_where_an_arm_works_and_what_it_costs()
    {
        var forest = HonestForest.Grow(Draw(6_000, 1), new ForestOptions(1) { Trees = 60 });
        var test = Draw(500, 2);
        var predicted = forest.Predict(test.Features);
        double error = 0, cost = 0;
        for (var row = 0; row < test.Rows; row++)
        {
            var effect = predicted.Value[2 * row + 1] - predicted.Value[2 * row];
            error += Math.Abs(effect - Effect(test.Features[3 * row])) / test.Rows;
            cost += (predicted.Cost[2 * row + 1] - predicted.Cost[2 * row]) / test.Rows;
        }

        Assert.True(error < .35, $"mean error {error:F3}");
        Assert.Equal(1.5, cost, .02);
    }

    [Fact]
    public void It_is_the_same_on_any_number_of_threads()
    {
        var log = Draw(1_000, 3);
        double[] On(int threads) => HonestForest
            .Grow(log, new ForestOptions(1) { Trees = 12, Threads = threads }).Levels(log.Features);
        Assert.Equal(On(1), On(4));
    }

    /// <summary>Leaves are filled by rows that did not cut them: without an effect none is found on the rows' own
    /// noise.</summary>
    [Fact]
    public void Noise_is_no_effect()
    {
        var random = new RandomStream(5);
        var log = Draw(4_000, 4);
        for (var row = 0; row < log.Rows; row++) log.Value[row] = random.NextGaussian();
        var predicted = HonestForest.Grow(log, new ForestOptions(2) { Trees = 60 }).Predict(Draw(500, 6).Features);
        var effects = Enumerable.Range(0, 500).Select(row => predicted.Value[2 * row + 1] - predicted.Value[2 * row]);
        Assert.True(effects.Average(Math.Abs) < .2);
    }

    [Fact]
    public void Weights_take_out_what_drew_the_arm()
    {
        var random = new RandomStream(7);
        const int Rows = 8_000;
        var (features, arm, value, weight) = (new float[Rows], new int[Rows], new double[Rows], new double[Rows]);
        for (var row = 0; row < Rows; row++)
        {
            features[row] = random.NextFloat();
            var chance = features[row] > .5 ? .9 : .1;
            arm[row] = random.Bernoulli(chance) ? 1 : 0;
            value[row] = 3 * features[row] + arm[row] + .1 * random.NextGaussian();
            weight[row] = 1 / (arm[row] == 1 ? chance : 1 - chance);
        }

        // One cut in the middle of a tree of large leaves leaves the draw confounded with the feature.
        var options = new ForestOptions(3) { Trees = 20, LeastShare = .45, LeastInArm = 400 };
        double Mean(double[]? weights)
        {
            var levels = HonestForest.Grow(features, 1, arm, 2, [value], options, weights).Levels(features);
            return Enumerable.Range(0, Rows).Average(row => levels[2 * row + 1] - levels[2 * row]);
        }

        Assert.True(Math.Abs(Mean(null) - 1) > .5);
        Assert.Equal(1, Mean(weight), .15);
    }

    [Fact]
    public void Direct_ranking_orders_consumers_by_their_return()
    {
        var log = Draw(8_000, 8);
        var ranking = DirectRanking.Train(log, Draw(2_000, 9), new NetworkRecipe([8], 1) { Steps = 600 });
        var test = Draw(1_000, 10);
        var returns = ranking.Returns(test.Features);
        var (high, low) = (Mean(returns, test, positive: true), Mean(returns, test, positive: false));
        Assert.True(high > low + 1, $"{high:F2} where the arm works, {low:F2} where not");
    }

    [Fact]
    public void The_ranking_loss_has_the_slope_of_finite_differences()
    {
        var log = Draw(50, 11);
        var loss = new RankingLoss(log, 3);
        var random = new RandomStream(12);
        float[] outputs = [.. Enumerable.Range(0, log.Rows).Select(_ => (float)random.NextGaussian())];
        int[] rows = [.. Enumerable.Range(0, log.Rows)];
        var slopes = new float[log.Rows];
        loss.Add(rows, outputs, slopes);
        for (var i = 0; i < log.Rows; i++)
        {
            var (above, below) = ((float[])outputs.Clone(), (float[])outputs.Clone());
            above[i] += .01f;
            below[i] -= .01f;
            Assert.Equal((loss.Add(rows, above, []) - loss.Add(rows, below, [])) / .02, slopes[i], 1e-4);
        }
    }

    private static double Mean(double[] returns, TrialLog log, bool positive) => Enumerable.Range(0, log.Rows)
        .Where(row => log.Features[3 * row] > 0 == positive).Average(row => returns[row]);

    private static double Effect(double x) => x > 0 ? 2 : 0;

    private static TrialLog Draw(int rows, ulong seed)
    {
        var random = new RandomStream(seed);
        var (features, arm) = (new float[rows * 3], new int[rows]);
        var (value, cost) = (new double[rows], new double[rows]);
        for (var row = 0; row < rows; row++)
        {
            for (var i = 0; i < 3; i++) features[3 * row + i] = (float)random.NextGaussian();
            arm[row] = random.NextInt(2);
            value[row] = features[3 * row + 1] + arm[row] * Effect(features[3 * row]) + random.NextGaussian();
            cost[row] = 1.5 * arm[row];
        }

        return new TrialLog(3, 2, features, arm, value, cost);
    }
}
