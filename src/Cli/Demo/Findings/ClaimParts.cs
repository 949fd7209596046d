using WorldModel.Allocation;

namespace WorldModel.Cli.Demo.Findings;

/// <summary>What the claim is made of, and what the model was not told.</summary>
/// <param name="Correction">The sum of the chosen estimates and what choosing adds to it.</param>
/// <param name="StoreCampaigns">Share of consumers with a store campaign that day, unknown to the model.</param>
/// <param name="Undisturbed">What the same choices would truly bring if no store ran one.</param>
internal sealed record ClaimParts(OptimismCorrection Correction, double StoreCampaigns, double Undisturbed);
