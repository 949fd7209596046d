namespace WorldModel.Allocation.Files;

/// <summary>
/// What the value may be claimed to be where the file gives standard errors: whoever chooses the largest of noisy
/// scores chooses luck too. Every score is drawn towards the mean of its treatment by as much as its error weighs in
/// the spread of that treatment's scores (empirical Bayes with a normal prior a treatment; Efron and Morris 1973).
/// </summary>
/// <remarks>Scores that were drawn in before are drawn in twice: leave their errors out.</remarks>
/// <param name="StandardError">Of the sum of the chosen scores, were their errors independent.</param>
/// <param name="Claimed">The sum of what the chosen scores are drawn to.</param>
/// <param name="Low">5th percentile.</param>
/// <param name="High">95th percentile.</param>
public sealed record ValueClaim(double StandardError, double Claimed, double Low, double High)
{
    private const double Tail = 1.6448536269514722;

    internal static ValueClaim? Of(UpliftTable uplifts, AllocationPlan plan)
    {
        if (uplifts.Errors is not { } errors) return null;
        var table = uplifts.Options;
        var priors = Priors(table, errors);
        var (noise, claimed, variance) = (0.0, 0.0, 0.0);
        var (toMean, toSpread) = (new double[priors.Length], new double[priors.Length]);
        foreach (var option in plan.Taken)
        {
            if (option < 0) continue;
            var (prior, square) = (priors[table.Treatment[option]], errors[option] * errors[option]);
            var weight = prior.Weight(square);
            claimed += prior.Mean + (weight * (table.Value[option] - prior.Mean));
            variance += weight * square;
            noise += square;
            toMean[table.Treatment[option]] += 1 - weight;
            toSpread[table.Treatment[option]] += prior.Slope(square) * (table.Value[option] - prior.Mean);
        }

        // What scores are drawn to, and by how much, are estimates themselves, the same for all of a treatment.
        for (var t = 0; t < priors.Length; t++)
        {
            variance += toMean[t] * toMean[t] * priors[t].MeanVariance;
            variance += toSpread[t] * toSpread[t] * priors[t].SpreadVariance;
        }

        var half = Tail * Math.Sqrt(variance);
        return new ValueClaim(Math.Sqrt(noise), claimed, claimed - half, claimed + half);
    }

    private static Prior[] Priors(OptionTable table, double[] errors)
    {
        var (count, sum, noise) = (new long[table.Treatments.Count], new double[table.Treatments.Count],
            new double[table.Treatments.Count]);
        for (var option = 0; option < errors.Length; option++)
        {
            var treatment = table.Treatment[option];
            count[treatment]++;
            sum[treatment] += table.Value[option];
            noise[treatment] += errors[option] * errors[option];
        }

        var squares = new double[count.Length];
        for (var option = 0; option < errors.Length; option++)
        {
            var treatment = table.Treatment[option];
            var off = table.Value[option] - (sum[treatment] / count[treatment]);
            squares[treatment] += off * off;
        }

        return [.. count.Select((n, t) => n == 0 ? default : Prior.Of(n, sum[t] / n, squares[t], noise[t] / n))];
    }

    /// <summary>How true values of a treatment lie about their mean, and how well that is known.</summary>
    private readonly record struct Prior(double Mean, double Variance, double MeanVariance, double SpreadVariance)
    {
        public static Prior Of(long count, double mean, double squares, double noise)
        {
            var spread = squares / Math.Max(1, count - 1);
            return new Prior(
                mean, Math.Max(0, spread - noise), spread / count, 2 * spread * spread / Math.Max(1, count - 1));
        }

        /// <summary>How much of a score with this squared error is kept.</summary>
        public double Weight(double square) => square == 0 ? 1 : Variance / (Variance + square);

        /// <summary>By how much the weight rises with the variance.</summary>
        public double Slope(double square) =>
            square == 0 ? 0 : square / ((Variance + square) * (Variance + square));
    }
}
