namespace WorldModel.Simulation.Trials;

/// <summary>The standard normal distribution, and what follows from it.</summary>
internal static class NormalDistribution
{
    /// <summary>P(Z &lt;= z), by the series for |z| below 3, the continued fraction of the tail above.</summary>
    public static double Cdf(double z)
    {
        var density = Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI);
        var x = Math.Abs(z);
        if (x < 3)
        {
            double term = x, sum = x;
            for (var n = 1; n < 100 && term > 1e-17 * sum; n++) sum += term *= x * x / (2 * n + 1);
            return .5 + Math.Sign(z) * density * sum;
        }

        var fraction = x;
        for (var n = 60; n > 0; n--) fraction = x + n / fraction;
        var tail = density / fraction;
        return z < 0 ? tail : 1 - tail;
    }

    /// <summary>E |X| for X ~ N(mean, spread^2): the mean of the folded normal.</summary>
    public static double FoldedMean(double mean, double spread)
    {
        var z = mean / spread;
        return 2 * spread * Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI) + mean * (1 - 2 * Cdf(-z));
    }
}
