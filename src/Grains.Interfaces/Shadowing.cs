namespace WorldModel.Grains.Interfaces;

/// <summary>
/// What a candidate would have decided of a campaign beside the live model, one by one; nobody acted on it. Values are
/// claims, each model's own, in micro-units.
/// </summary>
/// <param name="Model">Content hash of the candidate.</param>
/// <param name="Decisions">Decisions of the policy that it made too.</param>
/// <param name="ValueMicros">What the live model claims for its choices.</param>
/// <param name="ShadowMicros">What the candidate claims for its own.</param>
/// <param name="Choices">How often it chose what, where what was chosen.</param>
public sealed record ShadowTally(
    string Model, long Decisions, long ValueMicros, long ShadowMicros, ShadowChoice[] Choices);

/// <summary>So many times the live model chose one treatment and the candidate another, or the same.</summary>
public sealed record ShadowChoice(string Treatment, string Shadow, long Decisions);

/// <summary>A shard's tallies of a campaign, by candidate.</summary>
public sealed record ShadowReply(ShadowTally[] Tallies);
