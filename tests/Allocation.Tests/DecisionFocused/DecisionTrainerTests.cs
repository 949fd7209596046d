using WorldModel.Allocation.DecisionFocused;
using WorldModel.Models.Networks;
using WorldModel.Models.Trials;
using WorldModel.Numerics;

namespace WorldModel.Allocation.Tests.DecisionFocused;

/// <summary>
/// A world that a plane cannot follow: the arm is worth 1 to those high in x, and .4 y to the others. The best plane
/// for prediction ranks by y most, as most are of the others; for a tenth of the budget the best is to rank by x.
/// </summary>
public sealed class DecisionTrainerTests
{
    private static readonly double[] Budgets = [.1];

    [Theory]
    [InlineData(Surrogate.Pll, 1)]
    [InlineData(Surrogate.Merl, .3)]
    [InlineData(Surrogate.Ifd, .3)]
    [InlineData(Surrogate.Ppl, .3)]
    [InlineData(Surrogate.Pifd, .3)]
    public void Every_surrogate_earns_more_than_the_best_prediction_by_a_plane(Surrogate surrogate, double temperature)
    {
        var (log, truth) = Draw(4_000, 1);
        var (test, testTruth) = Draw(4_000, 2);
        var start = TwoStageTrainer.Train(log, test, new NetworkRecipe([], 1));
        var scores = TrialScores.DoublyRobust(log, start.Predict(log.Features));
        var recipe = new DecisionRecipe(surrogate, temperature, 1) { LearningRate = .02f, PredictionWeight = 0 };
        var trained = new DecisionTrainer(log, scores, Budgets).Train(start, recipe).Last();
        var (before, after) = (Earned(start, test, testTruth), Earned(trained, test, testTruth));
        Assert.True(after > before + .008, $"{surrogate}: {before:F4} before, {after:F4} after");
        Assert.Equal(log.Rows, truth.Rows);
    }

    [Fact]
    public void The_same_seed_trains_the_same_bits()
    {
        var (log, _) = Draw(1_000, 1);
        var start = TwoStageTrainer.Train(log, log, new NetworkRecipe([8], 1) { Steps = 50 });
        var recipe = new DecisionRecipe(Surrogate.Ppl, .3, 1) { Steps = 40 };
        float[] Run() => new DecisionTrainer(log, TrialScores.Inverse(log), Budgets).Train(start, recipe)
            .Last().Network.Parameters;
        Assert.Equal(Run(), Run());
        Assert.NotEqual(start.Network.Parameters, Run());
    }

    [Fact]
    public void Scores_of_every_kind_but_the_unweighted_average_to_the_truth()
    {
        var (log, truth) = Draw(40_000, 3);
        var wrong = new ResponseTable(log.Rows, 2);
        Array.Fill(wrong.Value, .3);
        for (var arm = 0; arm < 2; arm++)
        {
            var expected = Mean(truth.Value, arm);
            Assert.Equal(expected, Mean(TrialScores.Inverse(log).Value, arm), .05);
            Assert.Equal(expected, Mean(TrialScores.DoublyRobust(log, wrong).Value, arm), .05);
        }

        Assert.True(Math.Abs(Mean(TrialScores.Unweighted(log).Value, 1) - Mean(truth.Value, 1)) > .2);
    }

    private static double Mean(double[] scores, int arm) => scores.Where((_, i) => i % 2 == arm).Average();

    private static double Earned(ResponseNetwork network, TrialLog log, ResponseTable truth)
    {
        var path = PolicyPath.Of(network.Predict(log.Features));
        var at = path.At(path.Running(truth.Cost), Budgets[0] * log.Rows);
        return PolicyPath.Sum(path.Running(truth.Value), at) / log.Rows;
    }

    /// <summary>Arm shares .2 and .8; the arm costs 1.</summary>
    private static (TrialLog Log, ResponseTable Truth) Draw(int rows, ulong seed)
    {
        var random = new RandomStream(seed);
        var (features, arm) = (new float[2 * rows], new int[rows]);
        var (value, cost) = (new double[rows], new double[rows]);
        var truth = new ResponseTable(rows, 2);
        for (var row = 0; row < rows; row++)
        {
            var (x, y) = (random.NextGaussian(), random.NextGaussian());
            (features[2 * row], features[2 * row + 1]) = ((float)x, (float)y);
            arm[row] = random.Bernoulli(.8) ? 1 : 0;
            var gain = x > 1 ? 1 : .4 * y;
            truth.Value[row * 2] = 1;
            truth.Value[row * 2 + 1] = 1 + gain;
            truth.Cost[row * 2 + 1] = 1;
            value[row] = truth.Value[row * 2 + arm[row]] + .5 * random.NextGaussian();
            cost[row] = arm[row];
        }

        return (new TrialLog(2, 2, features, arm, value, cost), truth);
    }
}
