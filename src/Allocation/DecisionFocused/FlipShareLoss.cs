namespace WorldModel.Allocation.DecisionFocused;

/// <summary>
/// L_PIFD and L_DIFD of Bi-DFCL (algorithms 3 and 5): the gradient of the settled value in the decisions is taken by
/// flips, frozen, and carried by smooth decisions: - sum_ij g_ij softmax_j((r^ - lambda c^) / tau), where a flip
/// between the best arm and another is worth the difference of their scores over N, divided by their margin. Margins
/// below a floor count as the floor: the published 1 / h has no bound. Where more than two arms are within reach, the
/// best arm takes the sum of the flips, so that the row's gradient adds up to 0; for two arms this is the published
/// rule.
/// </summary>
/// <param name="temperature">Tau, in the network's units.</param>
/// <param name="floor">The narrowest margin.</param>
/// <param name="costGradient">Whether predicted costs get their part of the gradient.</param>
public sealed class FlipShareLoss(double temperature, double floor, bool costGradient = true) : IDecisionLoss
{
    /// <inheritdoc/>
    public double Add(ReadOnlySpan<double> outputs, DecisionBatch batch, DecisionPrice price, Span<double> gradient)
    {
        var arms = batch.Arms;
        Span<double> frozen = stackalloc double[arms];
        Span<double> share = stackalloc double[arms];
        var loss = 0.0;
        for (var row = 0; row < batch.Rows; row++)
        {
            var at = row * 2 * arms;
            var outputsOfRow = outputs.Slice(at, 2 * arms);
            Freeze(outputsOfRow, batch, row, price, frozen);
            SoftmaxLoss.Softmax(outputsOfRow, price.Decide, temperature, share);
            var mean = 0.0;
            for (var j = 0; j < arms; j++) mean += share[j] * frozen[j];
            loss -= mean;
            for (var j = 0; j < arms; j++)
            {
                var slope = -share[j] * (frozen[j] - mean) / temperature;
                gradient[at + j] += slope;
                if (costGradient) gradient[at + arms + j] -= price.Decide * slope;
            }
        }

        return loss;
    }

    /// <summary>The frozen g of one row.</summary>
    internal void Freeze(
        ReadOnlySpan<double> outputs, DecisionBatch batch, int row, DecisionPrice price, Span<double> frozen)
    {
        Span<double> margin = stackalloc double[batch.Arms];
        FlipLoss.Margins(outputs, price.Decide, margin);
        frozen.Clear();
        var top = FlipLoss.Largest(margin, -1);
        var now = SoftmaxLoss.Settled(batch, row * batch.Arms + top, price);
        for (var j = 0; j < batch.Arms; j++)
        {
            if (j == top) continue;
            var gain = SoftmaxLoss.Settled(batch, row * batch.Arms + j, price) - now;
            var slope = gain / (batch.Rows * Math.Max(margin[top] - margin[j], floor));
            frozen[j] += slope;
            frozen[top] -= slope;
        }
    }
}
