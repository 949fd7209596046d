namespace WorldModel.Models.MediaMix;

/// <summary>
/// Split R-hat (Gelman et al. 2013, section 11.4): 1 where halves of all chains tell the same, above where they do not
/// yet.
/// </summary>
public static class SplitRHat
{
    /// <param name="chains">Draws of one number, chain by chain, of equal length.</param>
    public static double Of(double[][] chains)
    {
        var half = chains[0].Length / 2;
        var parts = chains.SelectMany(chain => (double[][])[chain[..half], chain[half..(2 * half)]]).ToArray();
        var means = Array.ConvertAll(parts, part => part.Average());
        var within = parts.Select((part, i) => part.Sum(x => (x - means[i]) * (x - means[i])) / (half - 1)).Average();
        var mean = means.Average();
        var between = half * means.Sum(m => (m - mean) * (m - mean)) / (means.Length - 1);
        return within > 0 ? Math.Sqrt((half - 1.0) / half + between / within / half) : 1;
    }
}
