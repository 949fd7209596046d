using WorldModel.Allocation.DecisionFocused;

namespace WorldModel.Allocation.Tests.DecisionFocused;

public sealed class FlipLossTests
{
    private const double Wide = 100;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void With_inverse_propensities_each_row_moves_the_self_normalised_value_as_a_flip_would(ulong seed)
    {
        var batch = new LossFixture(seed, allArms: false);
        var price = LossFixture.Price with { Settle = LossFixture.Price.Decide };
        var gradient = batch.Gradient(new FlipLoss(Wide), price);
        var value = Value(batch, price, -1, -1);
        for (var row = 0; row < LossFixture.Rows; row++)
        {
            var order = Enumerable.Range(0, LossFixture.Arms)
                .OrderByDescending(j => LossFixture.Margin(batch.Outputs, row, j)).ToArray();
            var drawn = batch.Batch.Arm[row];
            var flipped = drawn == order[0] ? order[1] : drawn;
            var change = Value(batch, price, row, flipped) - value;

            // Away from the drawn arm its margin falls: the quotient has the sign of the step.
            var slope = (drawn == order[0] ? -change : change) / Wide;
            var at = row * 2 * LossFixture.Arms + drawn;
            Assert.Equal(-slope, gradient[at], 1e-9);
            Assert.Equal(price.Decide * slope, gradient[at + LossFixture.Arms], 1e-9);
        }
    }

    [Fact]
    public void With_scores_of_all_arms_every_other_arm_is_a_flip()
    {
        var batch = new LossFixture(6, allArms: true);
        var gradient = batch.Gradient(new FlipLoss(Wide), LossFixture.Price);
        var value = Value(batch, LossFixture.Price, -1, -1);
        for (var row = 0; row < LossFixture.Rows; row++)
        {
            for (var j = 0; j < LossFixture.Arms; j++)
            {
                var top = Top(batch, row);
                if (j == top) continue;
                var change = Value(batch, LossFixture.Price, row, j) - value;
                Assert.Equal(-change / Wide, gradient[row * 2 * LossFixture.Arms + j], 1e-9);
            }
        }
    }

    [Fact]
    public void Margins_beyond_reach_and_costs_left_out_have_no_gradient()
    {
        var batch = new LossFixture(7, allArms: true);
        Assert.All(batch.Gradient(new FlipLoss(1e-9), LossFixture.Price), g => Assert.Equal(0, g));
        var gradient = batch.Gradient(new FlipLoss(Wide, costGradient: false), LossFixture.Price);
        for (var i = 0; i < gradient.Length; i++)
            if (i / LossFixture.Arms % 2 == 1) Assert.Equal(0, gradient[i]);
        Assert.Contains(gradient, g => g != 0);
    }

    [Fact]
    public void Shares_of_flips_have_the_gradient_of_their_frozen_surrogate()
    {
        var batch = new LossFixture(8, allArms: true);
        var loss = new FlipShareLoss(.5, .2);
        var frozen = new double[LossFixture.Rows * LossFixture.Arms];
        for (var row = 0; row < LossFixture.Rows; row++)
        {
            loss.Freeze(
                batch.Outputs.AsSpan(row * 2 * LossFixture.Arms, 2 * LossFixture.Arms), batch.Batch, row,
                LossFixture.Price, frozen.AsSpan(row * LossFixture.Arms, LossFixture.Arms));
        }

        var expected = batch.Differences(outputs => Surrogate(outputs, frozen));
        LossFixture.Equal(expected, batch.Gradient(loss, LossFixture.Price), 1e-8);
    }

    [Fact]
    public void A_frozen_flip_is_the_change_of_value_over_its_margin()
    {
        var batch = new LossFixture(9, allArms: true);
        var frozen = new double[LossFixture.Arms];
        var value = Value(batch, LossFixture.Price, -1, -1);
        for (var row = 0; row < LossFixture.Rows; row++)
        {
            new FlipShareLoss(1, 1e-3).Freeze(
                batch.Outputs.AsSpan(row * 2 * LossFixture.Arms, 2 * LossFixture.Arms), batch.Batch, row,
                LossFixture.Price, frozen);
            var top = Top(batch, row);
            Assert.Equal(0, frozen.Sum(), 1e-9);
            for (var j = 0; j < LossFixture.Arms; j++)
            {
                if (j == top) continue;
                var h = LossFixture.Margin(batch.Outputs, row, top) - LossFixture.Margin(batch.Outputs, row, j);
                var change = Value(batch, LossFixture.Price, row, j) - value;
                Assert.Equal(change / Math.Max(h, 1e-3), frozen[j], 1e-9);
            }
        }
    }

    /// <summary>D, the settled value of the decisions, one row's forced to an arm.</summary>
    private static double Value(LossFixture batch, DecisionPrice price, int forced, int arm)
    {
        double sum = 0, weights = 0;
        for (var row = 0; row < LossFixture.Rows; row++)
        {
            var taken = row == forced ? arm : Top(batch, row);
            var at = row * LossFixture.Arms + taken;
            sum += batch.Batch.Value[at] - price.Settle * batch.Batch.Cost[at];
            if (taken == batch.Batch.Arm[row]) weights += batch.Batch.Weight[row];
        }

        return sum / (batch.Batch.AllArms ? LossFixture.Rows : weights);
    }

    private static int Top(LossFixture batch, int row) => Enumerable.Range(0, LossFixture.Arms)
        .MaxBy(j => LossFixture.Margin(batch.Outputs, row, j));

    private static double Surrogate(double[] outputs, double[] frozen)
    {
        var sum = 0.0;
        for (var row = 0; row < LossFixture.Rows; row++)
        {
            var weights = Enumerable.Range(0, LossFixture.Arms)
                .Select(j => Math.Exp(LossFixture.Margin(outputs, row, j) / .5)).ToArray();
            for (var j = 0; j < LossFixture.Arms; j++)
                sum -= frozen[row * LossFixture.Arms + j] * weights[j] / weights.Sum();
        }

        return sum;
    }
}
