namespace WorldModel.Models;

/// <summary>What an effect of a treatment on an outcome may claim, and why, in words.</summary>
public sealed record EffectClaim(string Treatment, string Outcome, Identification Identification, string Reason);
