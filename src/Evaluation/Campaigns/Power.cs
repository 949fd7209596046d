namespace WorldModel.Evaluation.Campaigns;

/// <summary>What a measurement of a given precision could find.</summary>
public static class Power
{
    // 97.5 % and 80 % points of the normal distribution.
    private const double Significance = 1.959963984540054;
    private const double Strength = .8416212335729143;

    /// <summary>
    /// The smallest true difference that would be told from 0 with 80 % probability by a two-sided test at 5 %.
    /// </summary>
    public static double MinimumDetectable(double standardError) => (Significance + Strength) * standardError;

    /// <summary>How many times the data it takes to find a difference with that power.</summary>
    public static double TimesTheData(double standardError, double difference)
    {
        var ratio = MinimumDetectable(standardError) / Math.Abs(difference);
        return ratio * ratio;
    }
}
