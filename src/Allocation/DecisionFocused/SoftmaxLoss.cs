namespace WorldModel.Allocation.DecisionFocused;

/// <summary>
/// - (1/N) sum_ij (r_ij - kappa c_ij) softmax_j((r^ - lambda c^) / tau), r_ij and c_ij being scores of the log.
/// <list type="bullet">
/// <item>kappa = lambda, tau = 1: L_PLL (Zhou et al. 2024, policy learning loss);</item>
/// <item>kappa = lambda, any tau: L_MERL, the same with maximum-entropy regularisation;</item>
/// <item>kappa = 0, lambda at the budget: L_PPL of Bi-DFCL; kappa = mu: the same, exact in the budget.</item>
/// </list>
/// With <see cref="TrialScores.Inverse"/> the sum is the papers' own over the arms drawn, factor N / N_t included.
/// </summary>
/// <param name="temperature">Tau, in the network's units.</param>
public sealed class SoftmaxLoss(double temperature) : IDecisionLoss
{
    public double Temperature { get; } = temperature;

    /// <inheritdoc/>
    public double Add(ReadOnlySpan<double> outputs, DecisionBatch batch, DecisionPrice price, Span<double> gradient)
    {
        var arms = batch.Arms;
        Span<double> share = stackalloc double[arms];
        var loss = 0.0;
        for (var row = 0; row < batch.Rows; row++)
        {
            var (at, score) = (row * 2 * arms, row * arms);
            Softmax(outputs.Slice(at, 2 * arms), price.Decide, Temperature, share);
            var earned = 0.0;
            for (var j = 0; j < arms; j++) earned += share[j] * Settled(batch, score + j, price);
            loss -= earned;
            for (var j = 0; j < arms; j++)
            {
                var slope = -share[j] * (Settled(batch, score + j, price) - earned) / (Temperature * batch.Rows);
                gradient[at + j] += slope;
                gradient[at + arms + j] -= price.Decide * slope;
            }
        }

        return loss / batch.Rows;
    }

    /// <summary>softmax_j((r^_j - lambda c^_j) / tau) of one row's outputs.</summary>
    internal static void Softmax(ReadOnlySpan<double> outputs, double price, double temperature, Span<double> share)
    {
        var arms = share.Length;
        var largest = double.NegativeInfinity;
        for (var j = 0; j < arms; j++)
        {
            share[j] = (outputs[j] - price * outputs[arms + j]) / temperature;
            largest = Math.Max(largest, share[j]);
        }

        var total = 0.0;
        for (var j = 0; j < arms; j++) total += share[j] = Math.Exp(share[j] - largest);
        for (var j = 0; j < arms; j++) share[j] /= total;
    }

    /// <summary>r - kappa c of one score.</summary>
    internal static double Settled(DecisionBatch batch, int score, DecisionPrice price) =>
        batch.Value[score] - price.Settle * batch.Cost[score];
}
