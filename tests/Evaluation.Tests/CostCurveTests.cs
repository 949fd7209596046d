using WorldModel.Models.Trials;
using WorldModel.Numerics;

namespace WorldModel.Evaluation.Tests;

public sealed class CostCurveTests
{
    [Fact]
    public void A_random_order_has_a_half_and_a_good_one_more()
    {
        var (x, treated, value, cost) = Draw(200_000, 1);
        var random = new RandomStream(2);
        var chance = new CostCurve([.. x.Select(_ => random.NextDouble())], treated, value, cost);
        var good = new CostCurve(x, treated, value, cost);
        Assert.Equal(.5, chance.AsPublished(), .03);
        Assert.Equal(.5, chance.Corrected(), .03);

        // Value rises as 2x over even costs: the area over (1 - s) is 1 - 1/3.
        Assert.Equal(2 / 3.0, good.AsPublished(), .03);
        Assert.Equal(2 / 3.0, good.Corrected(), .03);
    }

    [Fact]
    public void By_hand_the_published_figure_is_the_sum_at_marks_over_one_more()
    {
        // Two pairs: after the first row of each the treated one's value and cost stand alone.
        bool[] treated = [true, false, true, false];
        var curve = new CostCurve([4, 3, 2, 1], treated, [4, 0, 2, 0], [1, 0, 1, 0]);

        // Running cost .5, .5, 1, 1 of 1; running value 2, 2, 3, 3 of 3; marks at .25, .5 and .75, one crossing a row.
        Assert.Equal((2 + 2 + 3 + 3) / (3.0 * 5), curve.AsPublished(4), 1e-12);

        // From (0, 0) to (.5, 2) to (1, 3).
        Assert.Equal((.5 * 1 + .5 * 2.5) / 3, curve.Corrected(), 1e-12);
    }

    [Fact]
    public void Skipped_marks_make_the_published_figure_too_low_and_equal_scores_do_not_move_the_corrected_one()
    {
        bool[] treated = [true, false];
        var curve = new CostCurve([1, 0], treated, [1, 0], [1, 0]);
        Assert.True(curve.AsPublished(200) < .02);
        Assert.Equal(.5, curve.Corrected(), 1e-12);

        var (x, armed, value, cost) = Draw(1_000, 3);
        var tied = new CostCurve(new double[x.Length], armed, value, cost);
        Assert.Equal(.5, tied.Corrected(), 1e-9);
    }

    [Fact]
    public void The_expected_outcome_is_told_by_rows_that_agree_at_the_price_where_the_budget_is_spent()
    {
        var random = new RandomStream(4);
        const int Rows = 60_000;
        var (features, arm) = (new float[Rows], new int[Rows]);
        var (value, cost) = (new double[Rows], new double[Rows]);
        var truth = new ResponseTable(Rows, 3);
        for (var row = 0; row < Rows; row++)
        {
            features[row] = random.NextFloat();
            arm[row] = random.NextInt(3);
            for (var j = 0; j < 3; j++)
                (truth.Value[3 * row + j], truth.Cost[3 * row + j]) = (1 + Math.Sqrt(j) * features[row], j);
            (value[row], cost[row]) = (truth.Value[3 * row + arm[row]], truth.Cost[3 * row + arm[row]]);
        }

        var log = new TrialLog(1, 3, features, arm, value, cost);
        var found = ExpectedOutcome.At(log, truth, .5);
        Assert.InRange(found.Cost, .49, .5);

        // Arm 1 for x > price, arm 2 for (sqrt 2 - 1) x > price: spend .5 is met at price .5, worth 1 + 3/8.
        Assert.Equal(.5, found.Price, .02);
        Assert.Equal(1.375, found.Value, .02);
        Assert.Equal(2, ExpectedOutcome.At(log, truth, 100).Cost, .05);
    }

    [Fact]
    public void A_gain_is_a_ratio_of_means_with_a_paired_interval()
    {
        Assert.Equal(.5, PairedGain.Of([1.5, 3, 4.5], [1, 2, 3]).Value, 1e-12);
        Assert.Equal(.5, PairedGain.Of([1.5, 3, 4.5], [1, 2, 3]).Low!.Value, 1e-12);

        var random = new RandomStream(6);
        var covered = 0;
        for (var run = 0; run < 400; run++)
        {
            double[] other = [.. Enumerable.Range(0, 10).Select(_ => 1 + .3 * random.NextGaussian())];
            var gain = PairedGain.Of([.. other.Select(y => 1.1 * y + .1 * random.NextGaussian())], other);
            if (gain.Low <= .1 && gain.High >= .1) covered++;
        }

        Assert.InRange(covered, 365, 396);
    }

    private static (double[] X, bool[] Treated, double[] Value, double[] Cost) Draw(int rows, ulong seed)
    {
        var random = new RandomStream(seed);
        var (x, treated, value, cost) = (new double[rows], new bool[rows], new double[rows], new double[rows]);
        for (var row = 0; row < rows; row++)
        {
            x[row] = random.NextDouble();
            treated[row] = random.Bernoulli(.85);
            value[row] = treated[row] ? 2 * x[row] : 0;
            cost[row] = treated[row] ? 1 : 0;
        }

        return (x, treated, value, cost);
    }
}
