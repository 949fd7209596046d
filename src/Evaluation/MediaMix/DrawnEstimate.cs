namespace WorldModel.Evaluation.MediaMix;

/// <summary>A figure from draws: their mean, and the 90 % interval between their 5th and 95th percentiles.</summary>
public static class DrawnEstimate
{
    /// <summary>Nominal coverage of the intervals.</summary>
    public const double Coverage = .9;

    /// <summary>Without an interval where there is one draw only.</summary>
    public static Estimate Of(IEnumerable<double> draws)
    {
        var sorted = draws.Order().ToArray();
        var mean = sorted.Average();
        return sorted.Length < 2
            ? new Estimate(mean)
            : new Estimate(mean, Quantile(sorted, (1 - Coverage) / 2), Quantile(sorted, (1 + Coverage) / 2));
    }

    private static double Quantile(double[] sorted, double share)
    {
        var place = share * (sorted.Length - 1);
        var below = (int)place;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
