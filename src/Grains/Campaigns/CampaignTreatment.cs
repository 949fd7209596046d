using WorldModel.Schema;

namespace WorldModel.Grains.Campaigns;

/// <summary>A treatment of a campaign, resolved.</summary>
/// <param name="Treatment">Its name and the actions it turns on.</param>
/// <param name="Cost">Cost in currency of a contact, or of a unit of the cost outcome.</param>
/// <param name="CostMicros">The same in micro-units.</param>
/// <param name="CostOutcome">Index of the outcome that makes the cost due; -1: the contact does.</param>
/// <param name="Requires">What a consumer needs for it.</param>
/// <param name="Place">Where the spec names it, for errors.</param>
internal sealed record CampaignTreatment(
    Treatment Treatment, double Cost, long CostMicros, int CostOutcome, Conditions Requires, string Place)
{
    /// <summary>Treatments a campaign may have: a choice is kept in a byte.</summary>
    public const int Most = 64;

    public string Name => Treatment.Name;
}
