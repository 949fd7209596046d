namespace WorldModel.Evaluation.Campaigns;

/// <summary>
/// What a policy would have earned a decision, from decisions that another one drew with known propensities: by inverse
/// propensities (Horvitz and Thompson 1952), self-normalised (Hajek), and doubly robust (Dudik, Langford and Li 2011)
/// with the values that the campaign itself went by as the model. These stood before the outcome came, so no row was
/// seen by its own model.
/// </summary>
/// <remarks>
/// A consumer's decisions are one cluster: each figure is a ratio of two sums over consumers, its variance that of the
/// residuals a - ratio b (the delta method), with one degree of freedom a consumer less one.
/// </remarks>
/// <param name="Ips">Unbiased where the propensities are right.</param>
/// <param name="Snips">Slightly biased, far less noisy.</param>
/// <param name="DoublyRobust">Unbiased where the propensities are right, the narrower the better the model.</param>
/// <param name="OverNothing">Doubly robust, over giving nothing; paired.</param>
/// <param name="MeanWeight">1 where the propensities are what the draws did.</param>
/// <param name="EffectiveDecisions">How many equally weighted decisions the weights are worth (Kish 1965).</param>
/// <param name="OverNothingError">Standard error of <paramref name="OverNothing"/>.</param>
public sealed record OffPolicyValue(
    Estimate Ips, Estimate Snips, Estimate DoublyRobust, Estimate OverNothing, Estimate MeanWeight,
    double EffectiveDecisions, double OverNothingError)
{
    private const int Decisions = 1;
    private const int Rewards = 2;
    private const int Weights = 3;
    private const int Scores = 4;
    private const int Gains = 5;

    /// <summary>
    /// Numbers a consumer: one, decisions, weights x rewards, weights (in millionths), doubly robust scores, and these
    /// less those of nothing.
    /// </summary>
    public const int Width = 6;

    /// <param name="sums">Over the consumers with a decision.</param>
    /// <param name="squaredWeights">Sum of squared weights over decisions, weights in millionths.</param>
    /// <param name="unit">What a figure of 1 is in the sums of money.</param>
    /// <returns>Null where no decision agrees with the policy, or one consumer alone has any.</returns>
    public static OffPolicyValue? Of(ProductSums sums, Int128 squaredWeights, double unit = 1e6)
    {
        const double Millionths = 1e6;
        if (sums.Rows < 2 || sums.Exact(0, Weights) <= 0) return null;
        var weights = sums.Sum(Weights);
        var gains = Ratio(sums, Gains, Decisions, unit);
        return new OffPolicyValue(
            Ratio(sums, Rewards, Decisions, unit).Estimate, Ratio(sums, Rewards, Weights, unit / Millionths).Estimate,
            Ratio(sums, Scores, Decisions, unit).Estimate, gains.Estimate,
            Ratio(sums, Weights, Decisions, Millionths).Estimate, weights * weights / (double)squaredWeights,
            gains.Error);
    }

    private static (Estimate Estimate, double Error) Ratio(ProductSums sums, int above, int below, double unit)
    {
        var ratio = sums.Sum(above) / sums.Sum(below);
        var clusters = sums.Rows / (sums.Rows - 1.0);
        var error = Math.Sqrt(clusters * sums.ResidualSquares(above, below, ratio)) / sums.Sum(below);
        var freedom = (int)Math.Min(sums.Rows - 1, int.MaxValue);
        var half = SplitInterval.T975(freedom) * error;
        return (new Estimate(ratio / unit, (ratio - half) / unit, (ratio + half) / unit), error / unit);
    }
}
