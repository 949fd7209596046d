using WorldModel.Grains.Interfaces;

namespace WorldModel.Grains.Campaigns;

/// <summary>All that a campaign remembers; each of its records holds the whole of it.</summary>
/// <param name="Spec">As its owner stated it.</param>
/// <param name="Stage">The stage reached.</param>
/// <param name="Requested">The stage asked for.</param>
/// <param name="Model">The pinned model's content hash.</param>
/// <param name="Day">The pinned day.</param>
/// <param name="Audience">Consumers in it.</param>
/// <param name="BudgetMicros">The pool's budget when it was allocated.</param>
/// <param name="Allocation">Price, cut and certificate.</param>
/// <param name="IsReserved">Whether the pool keeps the allocation's spend for it.</param>
/// <param name="Treatments">What was decided, by treatment.</param>
/// <param name="Groups">What was decided, by group.</param>
/// <param name="Error">Why the last request ended early.</param>
internal sealed record CampaignState(
    CampaignSpec Spec, string Stage, string Requested, string? Model, DateOnly? Day, long Audience, long BudgetMicros,
    AllocationReply? Allocation, bool IsReserved, TreatmentTotal[] Treatments, GroupTotal[] Groups, string? Error)
{
    private static readonly string[] Stages =
        [CampaignStage.Created, CampaignStage.Estimated, CampaignStage.Allocated, CampaignStage.Decided];

    public static string StageNames => string.Join(", ", Stages);

    public bool HasWork => Rank(Requested) > Rank(Stage);

    public static CampaignState New(CampaignSpec spec) => new(
        spec, CampaignStage.Created, CampaignStage.Created, null, null, 0, 0, null, false, [], [], null);

    /// <summary>A stage's place in the order; -1 for a word that is none.</summary>
    public static int Rank(string stage) => Array.IndexOf(Stages, stage);
}
