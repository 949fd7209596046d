namespace WorldModel.Models;

/// <summary>
/// Scores and information of one consumer about its level and responsiveness. With p the model's chance and s the mix
/// of actions, score = sum (1, s)(y - p), information = sum p(1 - p)(1, s)(1, s)'.
/// </summary>
public struct ResponseSums
{
    private double _score;
    private double _slopeScore;
    private double _information;
    private double _cross;
    private double _slopeInformation;

    /// <summary>Adds days that are alike.</summary>
    public void Add(double days, double times, double chance, double mix)
    {
        var (residual, weight) = (times - (days * chance), days * chance * (1 - chance));
        _score += residual;
        _slopeScore += mix * residual;
        _information += weight;
        _cross += weight * mix;
        _slopeInformation += weight * mix * mix;
    }

    /// <summary>
    /// Departures under variances of both: (V^-1 + I)^-1 g = V (1 + I V)^-1 g, which variances of 0 allow.
    /// </summary>
    public readonly (double Level, double Slope) Departures(double level, double slope)
    {
        var (a, b, c, d) = System(level, slope);
        var determinant = (a * d) - (b * c);
        return (level * ((d * _score) - (b * _slopeScore)) / determinant,
            slope * ((a * _slopeScore) - (c * _score)) / determinant);
    }

    /// <summary>Log marginal likelihood of the sums, but for what does not depend on the variances.</summary>
    public readonly double Evidence(double level, double slope)
    {
        var (a, b, c, d) = System(level, slope);
        var (atLevel, atSlope) = Departures(level, slope);
        return 0.5 * ((_score * atLevel) + (_slopeScore * atSlope) - Math.Log((a * d) - (b * c)));
    }

    /// <summary>The pair of variances with the largest marginal likelihood of all consumers' sums.</summary>
    /// <param name="sums">One a consumer.</param>
    /// <param name="variances">Those tried for each; of pairs that are equally likely the first is taken.</param>
    public static (double Level, double Slope) MostLikely(ResponseSums[] sums, ReadOnlySpan<double> variances)
    {
        var best = (Level: 0.0, Slope: 0.0, Value: double.NegativeInfinity);
        foreach (var level in variances)
        {
            foreach (var slope in variances)
            {
                var value = 0.0;
                foreach (var sum in sums) value += sum.Evidence(level, slope);
                if (value > best.Value) best = (level, slope, value);
            }
        }

        return (best.Level, best.Slope);
    }

    private readonly (double, double, double, double) System(double level, double slope) =>
        (1 + (_information * level), _cross * slope, _cross * level, 1 + (_slopeInformation * slope));
}
