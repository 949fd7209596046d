namespace WorldModel.Grains.Interfaces;

/// <summary>
/// The rows of one shard of consumers: their host and their mailbox. A consumer is a row with one writer; its events
/// apply in order, and a bad event fails alone.
/// </summary>
public interface IConsumerShard
{
    /// <summary>Applies events; each is answered by itself. Acknowledged when durable.</summary>
    ValueTask<ObserveReply> Observe(ObserveBatch batch);

    /// <summary>Creates consumers or replaces their attributes. Acknowledged when durable.</summary>
    ValueTask<ObserveReply> PutProfiles(ProfileBatch batch);

    ValueTask<BeliefReply> Belief(BeliefQuery query);

    ValueTask<CounterfactualReply> Counterfactual(CounterfactualQuery query);

    ValueTask<PlausibilityReply> Plausibility(BeliefQuery query);

    /// <summary>
    /// Estimates a campaign over the rows not estimated yet, for at most about a second; call until done.
    /// </summary>
    ValueTask<EstimateReply> Estimate(EstimateOrder order);

    /// <summary>Sums of cost and value, in micro-units of currency, that the shard would take at each price.</summary>
    ValueTask<ProbeReply> Probe(ProbeQuery query);

    /// <summary>The increments with a slope in a half-open bracket, for the last round of an allocation.</summary>
    ValueTask<IncrementPage> Increments(IncrementQuery query);

    /// <summary>The steps that may still fit what the cut left of the budget, in order.</summary>
    ValueTask<IncrementPage> Fill(FillQuery query);

    /// <summary>Makes a campaign's price known: <see cref="DecideOne"/> can answer before all are decided.</summary>
    ValueTask<PriceReply> SetPrice(DecideOrder order);

    /// <summary>Decides the rows not decided yet, for at most about a second; call until done.</summary>
    ValueTask<DecideReply> Decide(DecideOrder order);

    /// <summary>A page of a campaign's decisions, in row order of the shard.</summary>
    ValueTask<DecisionPage> Decisions(DecisionQuery query);

    /// <summary>Ends a campaign: its columns go, its totals stay. Durable when answered.</summary>
    ValueTask<CloseReply> Close(CloseOrder order);

    /// <summary>Puts consumers on a campaign's list, or takes them off. Acknowledged when durable.</summary>
    ValueTask<ObserveReply> PutAudience(AudienceBatch batch);

    /// <summary>
    /// Claims request ids that are at home in this shard, before their consumers' shards are asked to decide.
    /// </summary>
    ValueTask<ClaimReply> Claim(ClaimBatch batch);

    /// <summary>One decision at decision time, durable before it is answered.</summary>
    ValueTask<DecisionReply> DecideOne(DecisionRequest request);

    /// <summary>
    /// Ends what has expired by the clock: reservations not delivered in time, leases not renewed; settles with the
    /// pools. The host calls it now and then.
    /// </summary>
    ValueTask<SweepReply> Sweep();

    /// <summary>
    /// Stops spending from a pool, or goes on; gives back what of its lease may not be spent any more. Durable when
    /// answered.
    /// </summary>
    ValueTask<RecallReply> Recall(RecallRequest request);

    /// <summary>Sums for a campaign's report, also of one that is closed.</summary>
    ValueTask<MomentsReply> ReportMoments(string campaign);

    /// <summary>Removes the row, its history and its columns. Acknowledged when durable.</summary>
    ValueTask<ForgetReply> Forget(string consumer);

    /// <summary>What candidates would have decided of a campaign; nothing where it is not known here.</summary>
    ValueTask<ShadowReply> Shadows(string campaign);

    ValueTask<ShardStatus> Status();
}
