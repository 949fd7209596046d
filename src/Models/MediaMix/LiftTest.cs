namespace WorldModel.Models.MediaMix;

/// <summary>
/// An experiment on a channel: how much outcome more spend brought (or less spend cost), against what would have come.
/// </summary>
/// <param name="Channel">The channel.</param>
/// <param name="Spend">Money by which spend was raised or cut, above 0.</param>
/// <param name="Effect">Outcome gained by the raise or lost by the cut.</param>
/// <param name="Error">The effect's standard error, above 0.</param>
public sealed record LiftTest(string Channel, double Spend, double Effect, double Error)
{
    /// <summary>
    /// The return that the experiment found, as a prior. It is the return of the spend that was changed: where all of a
    /// channel was switched off that is the channel's return, where little was changed its marginal return, and the two
    /// differ by the channel's saturation.
    /// </summary>
    public RoiPrior ToPrior() => new(Effect / Spend, Error / Spend);
}
