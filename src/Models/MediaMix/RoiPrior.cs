namespace WorldModel.Models.MediaMix;

/// <summary>
/// What is believed of a channel's return (outcome per money spent) before looking at the weeks: a normal distribution,
/// cut off at 0 where a model takes that spend does no harm.
/// </summary>
/// <param name="Mean">Its mean before the cut.</param>
/// <param name="Deviation">Its standard deviation before the cut.</param>
/// <param name="Stated">False for the default, which says little.</param>
public readonly record struct RoiPrior(double Mean, double Deviation, bool Stated = true)
{
    /// <summary>Both beliefs together: precisions add.</summary>
    public RoiPrior And(RoiPrior other)
    {
        var (own, its) = (1 / (Deviation * Deviation), 1 / (other.Deviation * other.Deviation));
        return new RoiPrior((own * Mean + its * other.Mean) / (own + its), 1 / Math.Sqrt(own + its));
    }
}
