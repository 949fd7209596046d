namespace WorldModel.Models;

/// <summary>
/// Tail of the chi-squared distribution: quickly, by the cube-root normal approximation of Wilson and Hilferty (1931),
/// and for few whole degrees of freedom as it is.
/// </summary>
public static class ChiSquared
{
    /// <summary>P(X > value) for so many degrees of freedom; 1 where there are none.</summary>
    public static double Upper(double value, double degrees)
    {
        if (degrees <= 0.0)
            return 1.0;
        var spread = 2.0 / (9.0 * degrees);
        var z = (Math.Cbrt(Math.Max(value, 0.0) / degrees) - (1.0 - spread)) / Math.Sqrt(spread);
        return NormalUpper(z);
    }

    /// <summary>
    /// P(X > value) for whole degrees of freedom, step by step from one or two of them (Abramowitz and Stegun 26.4.8);
    /// error below 2e-7. 1 where there are none.
    /// </summary>
    public static double Exact(double value, int degrees)
    {
        if (degrees <= 0 || value <= 0.0)
            return 1.0;
        var half = value / 2.0;
        var isOdd = degrees % 2 == 1;
        var upper = isOdd ? 2.0 * NormalUpper(Math.Sqrt(value)) : Math.Exp(-half);
        // (value / 2)^(k / 2) e^(-value / 2) / Gamma(k / 2 + 1), from k = 1 or 2 on.
        var step = isOdd ? Math.Sqrt(half) * Math.Exp(-half) / (Math.Sqrt(Math.PI) / 2.0) : half * Math.Exp(-half);
        for (var k = isOdd ? 1 : 2; k < degrees; k += 2)
        {
            upper += step;
            step *= half / ((k / 2.0) + 1.0);
        }
        return Math.Min(1.0, upper);
    }

    /// <summary>Abramowitz and Stegun 26.2.17; absolute error below 8e-8.</summary>
    private static double NormalUpper(double z)
    {
        var t = 1.0 / (1.0 + (0.2316419 * Math.Abs(z)));
        var series = 0.0;
        foreach (var coefficient in (ReadOnlySpan<double>)
            [1.330274429, -1.821255978, 1.781477937, -0.356563782, 0.319381530])
            series = t * (coefficient + series);
        var tail = Math.Exp(-0.5 * z * z) / Math.Sqrt(2.0 * Math.PI) * series;
        return z >= 0.0 ? tail : 1.0 - tail;
    }
}
