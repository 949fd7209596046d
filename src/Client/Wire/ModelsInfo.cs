namespace WorldModel.Client.Wire;

/// <summary>Which model is live, and which were, by content hash.</summary>
/// <param name="Name">The shared model's name.</param>
/// <param name="Live">The one that answers; absent before the first promotion.</param>
/// <param name="Previous">The one that a rollback makes live.</param>
/// <param name="Candidates">Registered, not live.</param>
/// <param name="Version">Counts the changes.</param>
public sealed record ModelsInfo(string Name, string? Live, string? Previous, string[] Candidates, long Version)
{
    /// <summary>The candidate that decides beside the live one, and on which nobody acts; absent: none does.</summary>
    public string? Shadow { get; init; }
}

/// <summary>What candidates in the shadow would have decided, campaign by campaign.</summary>
/// <param name="Shadow">The candidate there now; absent: none.</param>
/// <param name="Campaigns">All that were ever counted.</param>
public sealed record ShadowInfo(string? Shadow, ShadowCampaign[] Campaigns);

/// <summary>Decisions of a campaign, one by one, that a candidate made too. Values are claims, in currency.</summary>
/// <param name="Campaign">The campaign.</param>
/// <param name="Model">The candidate.</param>
/// <param name="Decisions">Decisions of the policy that both made.</param>
/// <param name="Differing">Those in which it chose otherwise.</param>
/// <param name="Share">The same as a share.</param>
/// <param name="Claimed">What the live model claims for its choices.</param>
/// <param name="ShadowClaimed">What the candidate claims for its own.</param>
/// <param name="Choices">What was chosen, and what the candidate chose there; what differs first.</param>
public sealed record ShadowCampaign(
    string Campaign, string Model, long Decisions, long Differing, double Share, double Claimed, double ShadowClaimed,
    ShadowChoiceInfo[] Choices);

/// <summary>So many times one was chosen and the other by the candidate.</summary>
public sealed record ShadowChoiceInfo(string Treatment, string Shadow, long Decisions);

/// <summary>An uploaded model file, loaded, checked and registered as a candidate.</summary>
public sealed record ModelUpload(string Model, ModelsInfo Models);

/// <summary>Names a model by its content hash.</summary>
public sealed record ModelRequest(string Model);
