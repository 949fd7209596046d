using WorldModel.Allocation.DecisionFocused;
using WorldModel.Models.Trials;
using WorldModel.Numerics;

namespace WorldModel.Allocation.Tests.DecisionFocused;

public sealed class PolicyPathTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_truths_own_path_is_the_frontier(ulong seed)
    {
        var truth = Draw(seed, 200, 4);
        var builder = new OptionTableBuilder();
        for (var row = 0; row < truth.Rows; row++)
        {
            for (var j = 1; j < truth.Arms; j++)
            {
                var at = row * truth.Arms;
                builder.Add(
                    $"{row}", $"{j}", truth.Value[at + j] - truth.Value[at],
                    Micros.From(truth.Cost[at + j] - truth.Cost[at])!.Value);
            }
        }

        var frontier = Frontier.Of(builder.Build());
        var path = PolicyPath.Of(truth);
        var (spend, value) = (path.Running(truth.Cost), path.Running(truth.Value));
        foreach (var share in (double[])[.01, .1, .5, .9])
        {
            var budget = share * Micros.ToDouble(frontier.LargestSpendMicros);
            var at = path.At(spend, budget);
            Assert.Equal(budget, PolicyPath.Sum(spend, at), 1e-9 * budget);
            Assert.Equal(frontier.ValueAt(Micros.From(budget)!.Value), PolicyPath.Sum(value, at), 1e-3);
            Assert.Equal(frontier.PriceAt(Micros.From(budget)!.Value), at.Price, 1e-3);
        }
    }

    [Fact]
    public void It_goes_on_past_gains_so_that_any_policy_can_spend_a_budget()
    {
        var truth = Draw(3, 200, 3);
        var glum = new ResponseTable(truth.Rows, truth.Arms);
        for (var i = 0; i < truth.Value.Length; i++)
        {
            var arm = i % truth.Arms;
            glum.Value[i] = -10 * arm + .01 * truth.Value[i];
            glum.Cost[i] = truth.Cost[i];
        }

        var path = PolicyPath.Of(glum);
        var dearest = 0.0;
        for (var row = 0; row < truth.Rows; row++) dearest += truth.Cost[row * 3 + 2] - truth.Cost[row * 3];
        var at = path.At(path.Running(truth.Cost), dearest);
        Assert.True(at.Price < 0);
        Assert.All(path.Arm(at), arm => Assert.Equal(2, arm));
        Assert.Equal(dearest, path.PerRow(truth.Cost, at).Sum(), 1e-6);
    }

    [Fact]
    public void No_prediction_beats_the_truth_at_equal_spend()
    {
        var truth = Draw(4, 300, 4);
        var best = PolicyPath.Of(truth);
        var budget = .3 * best.Running(truth.Cost)[^1];
        var most = PolicyPath.Sum(best.Running(truth.Value), best.At(best.Running(truth.Cost), budget));
        for (var seed = 10UL; seed < 30; seed++)
        {
            var path = PolicyPath.Of(Draw(seed, 300, 4));
            var at = path.At(path.Running(truth.Cost), budget);
            Assert.True(PolicyPath.Sum(path.Running(truth.Value), at) <= most + 1e-9, $"seed {seed}");
        }
    }

    /// <summary>Costs rise with the arm; values may fall.</summary>
    private static ResponseTable Draw(ulong seed, int rows, int arms)
    {
        var random = new RandomStream(seed);
        var table = new ResponseTable(rows, arms);
        for (var row = 0; row < rows; row++)
        {
            var (value, cost) = (random.NextGaussian(), random.NextDouble());
            for (var j = 0; j < arms; j++)
            {
                table.Value[row * arms + j] = value;
                table.Cost[row * arms + j] = cost;
                value += random.NextGaussian() + .5;
                cost += .1 + random.NextDouble();
            }
        }

        return table;
    }
}
