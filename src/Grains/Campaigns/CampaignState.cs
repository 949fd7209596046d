using WorldModel.Grains.Interfaces;

namespace WorldModel.Grains.Campaigns;

/// <summary>All that a campaign remembers; each of its records holds the whole of it.</summary>
/// <param name="Spec">As its owner stated it.</param>
/// <param name="Stage">The stage reached.</param>
/// <param name="Requested">The stage asked for.</param>
/// <param name="Round">The round, from 1: an estimate on a later day begins the next.</param>
/// <param name="Model">The round's pinned model's content hash; null before it is pinned.</param>
/// <param name="Day">The round's day; null before it is pinned.</param>
/// <param name="Audience">Consumers in it.</param>
/// <param name="BudgetMicros">The pool's budget when it was allocated; before, what the spec gave it.</param>
/// <param name="Allocation">Price, cut and certificate.</param>
/// <param name="IsReserved">Whether the pool keeps the allocation's spend for it.</param>
/// <param name="ScanMicros">What the scans of earlier rounds have spent.</param>
/// <param name="Treatments">What was decided in all rounds, by treatment.</param>
/// <param name="Groups">What was decided in all rounds, by group.</param>
/// <param name="Error">Why the last request ended early.</param>
internal sealed record CampaignState(
    CampaignSpec Spec, string Stage, string Requested, int Round, string? Model, DateOnly? Day, long Audience,
    long BudgetMicros, AllocationReply? Allocation, bool IsReserved, long ScanMicros, TreatmentTotal[] Treatments,
    GroupTotal[] Groups, string? Error)
{
    private static readonly string[] Stages =
    [
        CampaignStage.Created, CampaignStage.Estimated, CampaignStage.Allocated, CampaignStage.Decided,
        CampaignStage.Closed,
    ];

    /// <summary>Stages that may be asked for as work.</summary>
    public static string StageNames => string.Join(", ", Stages[1..^1]);

    /// <summary>Whether it has ended, or is to end next.</summary>
    public bool IsClosing => Requested == CampaignStage.Closed;

    public bool HasWork => Rank(Requested) > Rank(Stage);

    public static CampaignState New(CampaignSpec spec) => new(
        spec, CampaignStage.Created, CampaignStage.Created, 1, null, null, 0, 0, null, false, 0, [], [], null);

    /// <summary>The next round, whose estimate is asked for: what was decided stays.</summary>
    public CampaignState Next(DateOnly day) => this with
    {
        Stage = CampaignStage.Created,
        Requested = CampaignStage.Estimated,
        Round = Round + 1,
        Model = null,
        Day = day,
        Allocation = null,
        IsReserved = false,
        Error = null,
    };

    /// <summary>An allocation of the round, of which the shards are to be told.</summary>
    public CampaignState Repriced(AllocationReply allocation, long budgetMicros) => this with
    {
        Stage = CampaignStage.Estimated,
        Allocation = allocation,
        BudgetMicros = budgetMicros,
    };

    /// <summary>Whether that is its allocation already.</summary>
    public bool Has(AllocationReply allocation, long budgetMicros) =>
        Allocation?.ShadowPrice == allocation.ShadowPrice && Allocation.Cut == allocation.Cut
        && Allocation.Filled.SequenceEqual(allocation.Filled) && BudgetMicros == budgetMicros;

    /// <summary>Whether all that is left to do is to tell the shards of an allocation.</summary>
    public bool IsBeingTold =>
        Stage == CampaignStage.Estimated && Requested == CampaignStage.Allocated && Allocation is not null;

    /// <summary>A stage's place in the order; -1 for a word that is none.</summary>
    public static int Rank(string stage) => Array.IndexOf(Stages, stage);
}
