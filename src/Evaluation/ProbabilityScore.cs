namespace WorldModel.Evaluation;

/// <summary>
/// How good predicted probabilities are, row by row: lower is better, and the truth has the lowest mean.
/// </summary>
public static class ProbabilityScore
{
    /// <summary>Mean negative log likelihood, in nats; probabilities are kept off 0 and 1 by 1e-15.</summary>
    public static double LogLoss(ReadOnlySpan<double> probability, ReadOnlySpan<bool> happened)
    {
        var sum = 0.0;
        for (var row = 0; row < probability.Length; row++)
        {
            var p = Math.Clamp(probability[row], 1e-15, 1 - 1e-15);
            sum -= Math.Log(happened[row] ? p : 1 - p);
        }

        return sum / probability.Length;
    }

    /// <summary>Mean squared distance from what happened (Brier 1950, for two classes).</summary>
    public static double Brier(ReadOnlySpan<double> probability, ReadOnlySpan<bool> happened)
    {
        var sum = 0.0;
        for (var row = 0; row < probability.Length; row++)
        {
            var miss = probability[row] - (happened[row] ? 1 : 0);
            sum += miss * miss;
        }

        return sum / probability.Length;
    }
}
