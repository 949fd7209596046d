namespace WorldModel.Allocation.DecisionFocused;

/// <summary>
/// L_IFD, the improved finite difference of Zhou et al. 2024, as their code computes it: the smallest change of one
/// predicted margin a = r^ - lambda c^ that changes the row's decision, the change D' - D of the policy's settled
/// value that follows, and their quotient as a frozen gradient of a linear surrogate.
/// <para>
/// With inverse propensity scores D is self-normalised (Hajek), so that a flip is worth (v - D) / (p S +- 1): D is a
/// baseline that takes noise away. With doubly robust scores every other arm is a flip, worth the difference of scores
/// over N. Only margins below <see cref="Reach"/> count, and all count as if they were that wide ("fix" in the code).
/// </para>
/// </summary>
/// <param name="reach">H: the widest margin that counts, in the network's units (0.3 in the code, on
/// probabilities).</param>
/// <param name="costGradient">
/// Whether predicted costs get their part of the gradient, - lambda times that of values. The code computes and drops
/// it.
/// </param>
public sealed class FlipLoss(double reach, bool costGradient = true) : IDecisionLoss
{
    public double Reach { get; } = reach;

    /// <inheritdoc/>
    public double Add(ReadOnlySpan<double> outputs, DecisionBatch batch, DecisionPrice price, Span<double> gradient)
    {
        Span<double> margin = stackalloc double[batch.Arms];
        var top = new int[batch.Rows];
        var value = Settle(outputs, batch, price, top, out var weights);
        for (var row = 0; row < batch.Rows; row++)
        {
            Margins(outputs.Slice(row * 2 * batch.Arms, 2 * batch.Arms), price.Decide, margin);
            if (batch.AllArms) AddAll(row, top[row], margin, batch, price, gradient);
            else AddObserved(row, top[row], margin, batch, price, gradient, value, weights);
        }

        return -value;
    }

    /// <summary>The policy's settled value D, its arms, and S, the weight of the rows whose draw agrees with
    /// it.</summary>
    internal static double Settle(
        ReadOnlySpan<double> outputs, DecisionBatch batch, DecisionPrice price, int[] top, out double weights)
    {
        Span<double> margin = stackalloc double[batch.Arms];
        var sum = 0.0;
        weights = 0;
        for (var row = 0; row < batch.Rows; row++)
        {
            Margins(outputs.Slice(row * 2 * batch.Arms, 2 * batch.Arms), price.Decide, margin);
            top[row] = Largest(margin, -1);
            sum += SoftmaxLoss.Settled(batch, row * batch.Arms + top[row], price);
            if (top[row] == batch.Arm[row]) weights += batch.Weight[row];
        }

        if (batch.AllArms) weights = batch.Rows;
        return weights > 0 ? sum / weights : 0;
    }

    private void AddObserved(
        int row, int top, ReadOnlySpan<double> margin, DecisionBatch batch, DecisionPrice price, Span<double> gradient,
        double value, double weights)
    {
        var (arm, weight) = (batch.Arm[row], batch.Weight[row]);
        var matches = top == arm;
        var other = matches ? Largest(margin, arm) : top;
        if (Math.Abs(margin[other] - margin[arm]) >= Reach) return;
        var left = matches ? weights - weight : weights + weight;
        if (!(left > 0)) return;
        var earned = SoftmaxLoss.Settled(batch, row * batch.Arms + arm, price) / weight;

        // A flip towards the drawn arm adds the row to those that agree, a flip away takes it out.
        var slope = weight * (earned - value) / (left * Reach);
        Push(row, arm, other, slope, batch.Arms, price.Decide, gradient);
    }

    private void AddAll(
        int row, int top, ReadOnlySpan<double> margin, DecisionBatch batch, DecisionPrice price, Span<double> gradient)
    {
        var now = SoftmaxLoss.Settled(batch, row * batch.Arms + top, price);
        for (var j = 0; j < batch.Arms; j++)
        {
            if (j == top || margin[top] - margin[j] >= Reach) continue;
            var gain = SoftmaxLoss.Settled(batch, row * batch.Arms + j, price) - now;
            Push(row, j, top, gain / (batch.Rows * Reach), batch.Arms, price.Decide, gradient);
        }
    }

    /// <summary>The loss falls by slope as the margin of one arm over another rises.</summary>
    private void Push(int row, int up, int down, double slope, int arms, double price, Span<double> gradient)
    {
        var at = row * 2 * arms;
        gradient[at + up] -= slope;
        gradient[at + down] += slope;
        if (!costGradient) return;
        gradient[at + arms + up] += price * slope;
        gradient[at + arms + down] -= price * slope;
    }

    internal static void Margins(ReadOnlySpan<double> outputs, double price, Span<double> margin)
    {
        for (var j = 0; j < margin.Length; j++) margin[j] = outputs[j] - price * outputs[margin.Length + j];
    }

    /// <summary>The arm of the largest margin, one of them left out; the first of equal ones.</summary>
    internal static int Largest(ReadOnlySpan<double> margin, int without)
    {
        var best = -1;
        for (var j = 0; j < margin.Length; j++)
            if (j != without && (best < 0 || margin[j] > margin[best])) best = j;
        return best;
    }
}
