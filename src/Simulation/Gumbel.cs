namespace WorldModel.Simulation;

/// <summary>
/// Expectations over a standard Gumbel variable by the trapezium rule. The integrand is analytic and dies off fast on
/// both sides, so the rule converges exponentially: a step of 1/3 is exact to about 1e-11.
/// </summary>
internal static class Gumbel
{
    private const double Step = 1.0 / 3;
    private const double Low = -4;
    private const double High = 34;

    private static readonly double[] Points =
        [.. Enumerable.Range(0, (int)((High - Low) / Step) + 1).Select(i => Low + (i * Step))];

    private static readonly double[] Weights = [.. Points.Select(g => Step * Math.Exp(-g - Math.Exp(-g)))];

    /// <summary>Mean of sigmoid(utility + scale x Gumbel).</summary>
    public static double MeanSigmoid(double utility, double scale)
    {
        double sum = 0;
        for (int i = 0; i < Points.Length; i++)
            sum += Weights[i] * PurchaseUtility.Sigmoid(utility + (scale * Points[i]));
        return sum;
    }
}
