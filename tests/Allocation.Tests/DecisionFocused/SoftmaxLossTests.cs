using WorldModel.Allocation.DecisionFocused;

namespace WorldModel.Allocation.Tests.DecisionFocused;

public sealed class SoftmaxLossTests
{
    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 1)]
    [InlineData(true, .2)]
    [InlineData(false, 3)]
    public void Its_gradient_is_that_of_finite_differences(bool allArms, double temperature)
    {
        var batch = new LossFixture(3, allArms);
        var loss = new SoftmaxLoss(temperature);
        var expected = batch.Differences(
            outputs => loss.Add(outputs, batch.Batch, LossFixture.Price, new double[outputs.Length]));
        LossFixture.Equal(expected, batch.Gradient(loss, LossFixture.Price), 1e-8);
    }

    [Fact]
    public void With_inverse_propensities_it_is_the_policy_learning_loss_of_the_paper()
    {
        var batch = new LossFixture(4, allArms: false);
        var price = LossFixture.Price with { Settle = LossFixture.Price.Decide };
        var expected = 0.0;
        for (var row = 0; row < LossFixture.Rows; row++)
        {
            var arm = batch.Batch.Arm[row];
            var of = row * LossFixture.Arms + arm;
            var total = Enumerable.Range(0, LossFixture.Arms)
                .Sum(j => Math.Exp(LossFixture.Margin(batch.Outputs, row, j)));
            var share = Math.Exp(LossFixture.Margin(batch.Outputs, row, arm)) / total;

            // (N / N_t) (r - lambda c) p: the factor is in the scores.
            expected -= (batch.Batch.Value[of] - price.Decide * batch.Batch.Cost[of]) * share / LossFixture.Rows;
        }

        var loss = new SoftmaxLoss(1).Add(batch.Outputs, batch.Batch, price, new double[batch.Outputs.Length]);
        Assert.Equal(expected, loss, 1e-12);
    }

    /// <summary>
    /// With spend held at the budget by the price, the gradient of the value is R' - mu C' with mu = (dR/dlambda) /
    /// (dC/dlambda): charging mu gives it, charging nothing (as published) does not.
    /// </summary>
    [Fact]
    public void Charging_the_marginal_return_gives_the_gradient_of_the_value_at_equal_spend()
    {
        var batch = new LossFixture(5, allArms: true);
        var (budget, tau) = (Soft(batch, batch.Outputs, .6, .5).Spend, .5);
        double ValueAtBudget(double[] outputs) =>
            Soft(batch, outputs, PriceOf(batch, outputs, budget, tau), tau).Value;
        var truth = batch.Differences(ValueAtBudget, 1e-5);

        var (below, above) = (Soft(batch, batch.Outputs, .6 - 1e-5, tau), Soft(batch, batch.Outputs, .6 + 1e-5, tau));
        var mu = (above.Value - below.Value) / (above.Spend - below.Spend);
        var exact = batch.Gradient(new SoftmaxLoss(tau), new DecisionPrice(.6, mu));
        var published = batch.Gradient(new SoftmaxLoss(tau), new DecisionPrice(.6, 0));
        for (var i = 0; i < truth.Length; i++) Assert.Equal(truth[i], -exact[i], 1e-6);
        Assert.True(Cosine(truth, published) > -.95, "a frozen price would have done as well");
    }

    private static double PriceOf(LossFixture batch, double[] outputs, double budget, double tau)
    {
        var (low, high) = (-5.0, 5.0);
        for (var i = 0; i < 100; i++)
        {
            var middle = (low + high) / 2;
            if (Soft(batch, outputs, middle, tau).Spend > budget) low = middle;
            else high = middle;
        }

        return low;
    }

    private static (double Value, double Spend) Soft(LossFixture batch, double[] outputs, double price, double tau)
    {
        var value = new SoftmaxLoss(tau).Add(outputs, batch.Batch, new(price, 0), new double[outputs.Length]);
        var net = new SoftmaxLoss(tau).Add(outputs, batch.Batch, new(price, 1), new double[outputs.Length]);
        return (-value, net - value);
    }

    private static double Cosine(double[] x, double[] y)
    {
        double xy = 0, xx = 0, yy = 0;
        for (var i = 0; i < x.Length; i++)
            (xy, xx, yy) = (xy + x[i] * y[i], xx + x[i] * x[i], yy + y[i] * y[i]);
        return xy / Math.Sqrt(xx * yy);
    }
}
