namespace WorldModel.Evaluation.MediaMix;

/// <summary>Something that speaks against an answer.</summary>
/// <param name="Code">
/// For programs: few-weeks, short-window, never-spent, no-variation, little-variation, collinear, chases-demand,
/// common-driver, worse-than-naive, wide-interval, not-converged.
/// </param>
/// <param name="Channel">The channel that it is about; null for the mix.</param>
/// <param name="Trust">How far it goes.</param>
/// <param name="Sentence">In words, with the figure.</param>
public sealed record TrustReason(string Code, string? Channel, Trust Trust, string Sentence);
