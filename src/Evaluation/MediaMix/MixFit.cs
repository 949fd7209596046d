using WorldModel.Models.MediaMix;

namespace WorldModel.Evaluation.MediaMix;

/// <summary>A fitted mix with what is needed to judge and repeat it.</summary>
/// <param name="Mix">What was fitted.</param>
/// <param name="Priors">What was believed beforehand.</param>
/// <param name="Seed">Of everything drawn.</param>
/// <param name="HoldOut">How the same learner forecast weeks that it had not seen.</param>
/// <param name="Ridge">The same of ridge regression, to compare with.</param>
public sealed record MixFit(IFittedMix Mix, MixPriors Priors, ulong Seed, HoldOut HoldOut, HoldOut Ridge);
