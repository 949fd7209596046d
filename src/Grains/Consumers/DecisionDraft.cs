using WorldModel.Grains.Interfaces;

namespace WorldModel.Grains.Consumers;

/// <summary>A decision as it would be taken now, before anything is written.</summary>
/// <param name="Reply">What would be answered.</param>
/// <param name="Row">The row that would then have its decision; -1: none.</param>
/// <param name="Option">The treatment's place; -1 for nothing.</param>
/// <param name="Group">The consumer's group.</param>
/// <param name="Pool">The campaign's pool.</param>
/// <param name="ChargeMicros">What it would take from the shard's lease.</param>
/// <param name="CostMicros">What the treatment costs.</param>
/// <param name="ValueMicros">What it is expected to be worth.</param>
/// <param name="Figures">What it rests on; null where nothing was weighed.</param>
internal sealed record DecisionDraft(
    DecisionReply Reply, int Row, int Option, CampaignGroup Group, string Pool, long ChargeMicros, long CostMicros,
    long ValueMicros, DraftFigures? Figures = null)
{
    /// <summary>
    /// The most that any treatment open to the consumer would take from the lease, whichever was drawn. It has to be
    /// there before the draw counts: where only what was drawn is asked for, an empty pool shifts propensities.
    /// </summary>
    public long StakeMicros { get; init; }

    /// <summary>The reply as it was encoded before, where it repeats one; null: it is new.</summary>
    public byte[]? Encoded { get; init; }

    /// <summary>What the candidate in the shadow would have decided; null: it had nothing to decide.</summary>
    public ShadowDraft? Shadow { get; init; }
}
