namespace WorldModel.Cli.Reproduction.MediaMix;

/// <summary>How a learner did in one market whose truth is known.</summary>
/// <param name="Market">Number of the market, from 1.</param>
/// <param name="Family">How spend acts in it.</param>
/// <param name="Learner">Who learned.</param>
/// <param name="ContributionError">Sum of absolute errors of contributions over true media contribution.</param>
/// <param name="RoiError">Mean over channels of the absolute error of the return over the true return.</param>
/// <param name="Covered">
/// Channels whose 90 % interval of the contribution holds the truth; null without intervals.
/// </param>
/// <param name="Channels">Channels in all.</param>
/// <param name="Regret">
/// True gain of the best plan less that of the learner's plan, over what media truly bring in the planned weeks.
/// </param>
/// <param name="Gain">True gain of the learner's plan over spending as last year, in the same unit.</param>
/// <param name="Claimed">The gain that the learner itself expected, in the same unit.</param>
/// <param name="Status">Whether the answer was to be trusted: usable, caution, refused.</param>
internal sealed record MarketScore(
    int Market, string Family, string Learner, double ContributionError, double RoiError, int? Covered, int Channels,
    double Regret, double Gain, double Claimed, string Status);
