namespace WorldModel.Evaluation.Campaigns;

/// <summary>
/// Intent-to-treat lift of a group over the hold-out: difference of the means of one number a consumer, all of the
/// consumer's days in it, so that days of one consumer count as one observation.
/// </summary>
/// <remarks>
/// Plain: Welch's interval (unequal variances, Satterthwaite's degrees of freedom). Adjusted: each group's mean is
/// moved along its own regression on a number known before anything was given, to where all consumers' mean is (Lin
/// 2013; with one slope it is CUPED, Deng et al. 2013). The number must not depend on the group; then the adjustment
/// cannot bias the difference, and it takes out the spread between consumers that the number foretells. The adjusted
/// one is the headline wherever there is one: which of the two it is does not depend on how they came out.
/// </remarks>
/// <param name="Treated">Consumers of the group.</param>
/// <param name="Held">Consumers held out.</param>
/// <param name="TreatedMean">Mean of the group.</param>
/// <param name="HeldMean">Mean of the hold-out.</param>
/// <param name="Plain">Difference of the means, 95 % interval.</param>
/// <param name="Adjusted">The difference adjusted, 95 % interval; null where there is nothing to adjust by.</param>
/// <param name="StandardError">Of the headline.</param>
/// <param name="Narrowing">Share of the plain variance that the adjustment takes out; 0 without one.</param>
public sealed record LiftEstimate(
    long Treated, long Held, double TreatedMean, double HeldMean, Estimate Plain, Estimate? Adjusted,
    double StandardError, double Narrowing)
{
    private const int Y = 1;
    private const int X = 2;

    /// <summary>Numbers a consumer: one, what came of it, what was known before.</summary>
    public const int Width = 3;

    /// <summary>Fewest consumers of a group with which an interval is given.</summary>
    public const int FewestConsumers = 4;

    /// <summary>The adjusted difference where there is one.</summary>
    public Estimate Headline => Adjusted ?? Plain;

    /// <summary>
    /// Sums of (one, outcome, known before) over each group's consumers; null where a group has too few.
    /// </summary>
    /// <param name="treated">The group.</param>
    /// <param name="held">The hold-out.</param>
    /// <param name="unit">What a figure of 1 is in the sums: 1e6 for micro-units.</param>
    public static LiftEstimate? Of(ProductSums treated, ProductSums held, double unit = 1)
    {
        if (treated.Rows < FewestConsumers || held.Rows < FewestConsumers) return null;
        var (one, other) = (new Side(treated, unit), new Side(held, unit));
        var difference = one.Mean - other.Mean;
        var plain = Interval(difference, one.Variance / one.Rows, other.Variance / other.Rows, one.Rows, other.Rows, 1);
        if (!(one.VarianceX > 0 && other.VarianceX > 0))
        {
            return new LiftEstimate(
                treated.Rows, held.Rows, one.Mean, other.Mean, plain.Estimate, null, plain.Error, 0);
        }

        var centre = (treated.Sum(X) + held.Sum(X)) / unit / (treated.Rows + held.Rows);
        var spread = (one.VarianceX * one.Rows + other.VarianceX * other.Rows) / (one.Rows + other.Rows);
        // What the centre itself is uncertain by, where the slopes differ.
        var slopes = one.Slope - other.Slope;
        var common = slopes * slopes * spread / (one.Rows + other.Rows);
        var adjusted = Interval(
            one.At(centre) - other.At(centre), one.Residual / one.Rows + common, other.Residual / other.Rows,
            one.Rows, other.Rows, 2);
        var narrowing = plain.Error > 0 ? 1 - adjusted.Error * adjusted.Error / (plain.Error * plain.Error) : 0;
        return new LiftEstimate(
            treated.Rows, held.Rows, one.Mean, other.Mean, plain.Estimate, adjusted.Estimate, adjusted.Error,
            narrowing);
    }

    private static (Estimate Estimate, double Error) Interval(
        double difference, double one, double other, double rows, double others, int used)
    {
        var variance = one + other;
        var below = one * one / (rows - used) + other * other / (others - used);
        var freedom = below > 0 ? variance * variance / below : rows + others;
        var half = SplitInterval.T975((int)Math.Clamp(freedom, 1, int.MaxValue)) * Math.Sqrt(variance);
        return (new Estimate(difference, difference - half, difference + half), Math.Sqrt(variance));
    }

    private sealed class Side(ProductSums sums, double unit)
    {
        public double Rows { get; } = sums.Rows;

        public double Mean { get; } = sums.Mean(Y) / unit;

        public double Variance { get; } = sums.Covariance(Y, Y) / unit / unit;

        public double VarianceX { get; } = sums.Covariance(X, X) / unit / unit;

        public double Slope => sums.Covariance(X, Y) / unit / unit / VarianceX;

        public double Residual => Math.Max(0, Variance - Slope * Slope * VarianceX) * (Rows - 1) / (Rows - 2);

        public double At(double centre) => Mean - Slope * (sums.Mean(X) / unit - centre);
    }
}
