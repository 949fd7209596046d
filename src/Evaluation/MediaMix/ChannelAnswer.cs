namespace WorldModel.Evaluation.MediaMix;

/// <summary>What a channel did in a window, by a mix; intervals are 90 %.</summary>
/// <param name="Channel">Its name.</param>
/// <param name="Spend">What was spent on it.</param>
/// <param name="Contribution">Outcome lost had nothing been spent on it (the zero-spend effect).</param>
/// <param name="Share">Contribution as a share of the expected outcome.</param>
/// <param name="Roi">Contribution per money spent; null where nothing was.</param>
/// <param name="MarginalRoi">Outcome of the next money, per money; null where nothing was spent.</param>
public sealed record ChannelAnswer(
    string Channel, double Spend, Estimate Contribution, Estimate Share, Estimate? Roi, Estimate? MarginalRoi);
