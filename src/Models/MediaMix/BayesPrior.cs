using WorldModel.Numerics;

namespace WorldModel.Models.MediaMix;

/// <summary>
/// Priors of the parametric Bayesian mix beyond the returns: logit decay ~ N(-.4, 1), log half ~ N(0, .6), log shape ~
/// N(log 1.2, .35); variance of the noise ~ inverse gamma; baseline weights normal with the variances below, in units
/// of the noise's.
/// </summary>
internal static class BayesPrior
{
    /// <summary>Shape of the noise variance's inverse gamma.</summary>
    public const double NoiseShape = 1;

    /// <summary>Its scale: a noise of about a twentieth of the mean week.</summary>
    public const double NoiseScale = .0025;

    /// <summary>The largest decay.</summary>
    public const double MostDecay = .95;

    public static readonly double[] Mean = [-.4, 0, Math.Log(1.2)];

    public static readonly double[] Deviation = [1, .6, .35];

    /// <summary>Correlations of the noise, and variances of a step of the drifting level: one grid.</summary>
    public static readonly (double Rho, double Step)[] Grid =
    [
        .. from rho in (double[])[0, .35, .65, .85]
        from step in (double[])[.1, 1, 6]
        select (rho, step),
    ];

    public static MediaTransform Transform(ReadOnlySpan<double> position) => new(
        MostDecay / (1 + Math.Exp(-position[0])), Math.Exp(position[1]), Math.Exp(position[2]));

    public static double[] Variances(BaselineColumns baseline, double step)
    {
        var variances = Enumerable.Repeat(100.0, baseline.Count).ToArray();
        variances[0] = 1e5;
        for (var knot = 0; knot < baseline.Knots; knot++) variances[baseline.FirstKnot + knot] = step;
        return variances;
    }

    /// <summary>A return from its prior, cut off at 0.</summary>
    public static double Return(RoiPrior prior, RandomStream random)
    {
        for (var trial = 0; trial < 10_000; trial++)
        {
            if (prior.Mean + prior.Deviation * random.NextGaussian() is >= 0 and var roi) return roi;
        }

        return 0;
    }
}
