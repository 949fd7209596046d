namespace WorldModel.Models.MediaMix.Transformer;

/// <summary>A Gaussian belief about a channel's return: money back for each unit of money spent.</summary>
/// <param name="Mean">Expected return.</param>
/// <param name="Deviation">Standard deviation, more than 0.</param>
public sealed record ReturnPrior(double Mean, double Deviation);
