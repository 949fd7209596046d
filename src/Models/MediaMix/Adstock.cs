namespace WorldModel.Models.MediaMix;

/// <summary>
/// How what was spent in a week goes on acting in later ones. Both kinds have weights that sum to one, so that steady
/// spend is its own adstock.
/// </summary>
public static class Adstock
{
    /// <summary>a_t = (1 - decay) x_t + decay a_(t-1), from nothing before the first week.</summary>
    public static void Geometric(ReadOnlySpan<double> spend, double decay, Span<double> into)
    {
        var carried = 0.0;
        for (var week = 0; week < spend.Length; week++)
        {
            carried = (1 - decay) * spend[week] + decay * carried;
            into[week] = carried;
        }
    }

    /// <summary>
    /// Weights proportional to decay^((lag - peak)^2) over some lags (Jin et al. 2017, section 2.1): acts most
    /// <paramref name="peak"/> weeks later.
    /// </summary>
    public static void Delayed(ReadOnlySpan<double> spend, double decay, double peak, int lags, Span<double> into)
    {
        Span<double> weights = stackalloc double[lags];
        var sum = 0.0;
        for (var lag = 0; lag < lags; lag++) sum += weights[lag] = Math.Pow(decay, (lag - peak) * (lag - peak));
        for (var week = 0; week < spend.Length; week++)
        {
            var carried = 0.0;
            for (var lag = 0; lag < lags && lag <= week; lag++) carried += weights[lag] * spend[week - lag];
            into[week] = carried / sum;
        }
    }
}
