using WorldModel.Grains.Interfaces;

namespace WorldModel.Silo.Runtime;

/// <summary>
/// A shard as its callers see it: each call a message to its activation. A question about one consumer may run on the
/// caller's thread; anything longer is queued, so that a fan-out uses all cores; walks over rows come last.
/// </summary>
internal class ShardProxy(IHosted<IConsumerShard> shard) : IConsumerShard
{
    public ValueTask<ObserveReply> Observe(ObserveBatch batch) => shard.Call(static (g, a) => g.Observe(a), batch);

    public ValueTask<ObserveReply> PutProfiles(ProfileBatch batch) =>
        shard.Call(static (g, a) => g.PutProfiles(a), batch);

    public ValueTask<BeliefReply> Belief(BeliefQuery query) =>
        shard.Call(static (g, a) => g.Belief(a), query, query.Consumers.Length == 1 ? Turn.Short : Turn.Message);

    public ValueTask<CounterfactualReply> Counterfactual(CounterfactualQuery query) =>
        shard.Call(static (g, a) => g.Counterfactual(a), query, query.Subjects.Length == 1 ? Turn.Short : Turn.Message);

    public ValueTask<PlausibilityReply> Plausibility(BeliefQuery query) =>
        shard.Call(static (g, a) => g.Plausibility(a), query, query.Consumers.Length == 1 ? Turn.Short : Turn.Message);

    public ValueTask<EstimateReply> Estimate(EstimateOrder order) =>
        shard.Call(static (g, a) => g.Estimate(a), order, Turn.Scan);

    public ValueTask<ProbeReply> Probe(ProbeQuery query) =>
        shard.Call(static (g, a) => g.Probe(a), query, Turn.Scan);

    public ValueTask<IncrementPage> Increments(IncrementQuery query) =>
        shard.Call(static (g, a) => g.Increments(a), query, Turn.Scan);

    public ValueTask<IncrementPage> Fill(FillQuery query) =>
        shard.Call(static (g, a) => g.Fill(a), query, Turn.Scan);

    public ValueTask<PriceReply> SetPrice(DecideOrder order) => shard.Call(static (g, a) => g.SetPrice(a), order);

    public ValueTask<DecideReply> Decide(DecideOrder order) =>
        shard.Call(static (g, a) => g.Decide(a), order, Turn.Scan);

    public ValueTask<DecisionPage> Decisions(DecisionQuery query) =>
        shard.Call(static (g, a) => g.Decisions(a), query);

    public ValueTask<CloseReply> Close(CloseOrder order) => shard.Call(static (g, a) => g.Close(a), order);

    public ValueTask<ObserveReply> PutAudience(AudienceBatch batch) =>
        shard.Call(static (g, a) => g.PutAudience(a), batch);

    public ValueTask<ClaimReply> Claim(ClaimBatch batch) =>
        shard.Call(static (g, a) => g.Claim(a), batch, batch.Requests.Length == 1 ? Turn.Short : Turn.Message);

    public ValueTask<DecisionReply> DecideOne(DecisionRequest request) =>
        shard.Call(static (g, a) => g.DecideOne(a), request, Turn.Short);

    public ValueTask<SweepReply> Sweep() => shard.Call(static (g, _) => g.Sweep(), 0, bounded: false);

    public ValueTask<RecallReply> Recall(RecallRequest request) =>
        shard.Call(static (g, a) => g.Recall(a), request, bounded: false);

    public ValueTask<MomentsReply> ReportMoments(string campaign) =>
        shard.Call(static (g, a) => g.ReportMoments(a), campaign);

    public async ValueTask<ForgetReply> Forget(string consumer)
    {
        var reply = await shard.Call(static (g, a) => g.Forget(a), consumer);
        // What was written before still tells of the consumer: a snapshot takes its place, and nothing older is kept.
        if (reply.Existed)
            await shard.Snapshot();
        return reply;
    }

    public ValueTask<ShadowReply> Shadows(string campaign) => shard.Call(static (g, a) => g.Shadows(a), campaign);

    public ValueTask<ShardStatus> Status() => shard.Call(static (g, _) => g.Status(), 0, bounded: false);
}

/// <summary>A shared model as its callers see it.</summary>
internal class ModelProxy(IHosted<ISharedModel> model) : ISharedModel
{
    public ValueTask<ModelStatus> Status() => model.Call(static (g, _) => g.Status(), 0);

    public ValueTask<ModelReply> Register(string hash) => model.Call(static (g, a) => g.Register(a), hash);

    public ValueTask<ModelReply> Promote(string hash) => model.Call(static (g, a) => g.Promote(a), hash);

    public ValueTask<ModelReply> RollBack() => model.Call(static (g, _) => g.RollBack(), 0);

    public ValueTask<ModelReply> Shadow(string? hash) => model.Call(static (g, a) => g.Shadow(a), hash);
}

/// <summary>A campaign as its callers see it.</summary>
internal class CampaignProxy(IHosted<ICampaign> campaign) : ICampaign
{
    public ValueTask<CampaignReply> Create(CampaignSpec spec) => campaign.Call(static (g, a) => g.Create(a), spec);

    public ValueTask<CampaignReply> Request(string stage, DateOnly? day) =>
        campaign.Call(static (g, a) => g.Request(a.stage, a.day), (stage, day));

    public ValueTask<CampaignReply> Close() => campaign.Call(static (g, _) => g.Close(), 0);

    public ValueTask<CampaignReply> Advance() => campaign.Call(static (g, _) => g.Advance(), 0);

    public ValueTask<CampaignReply> Reprice(double? shadowPrice) =>
        campaign.Call(static (g, a) => g.Reprice(a), shadowPrice, bounded: false);

    public ValueTask<CampaignReply> Status() => campaign.Call(static (g, _) => g.Status(), 0);

    public ValueTask<CampaignReport> Report() => campaign.Call(static (g, _) => g.Report(), 0);
}

/// <summary>An allocator as its callers see it.</summary>
internal class AllocatorProxy(IHosted<IAllocator> allocator) : IAllocator
{
    public ValueTask<PoolReply> SetBudget(long micros) => allocator.Call(static (g, a) => g.SetBudget(a), micros);

    public ValueTask<AllocationReply> Allocate(string campaign) =>
        allocator.Call(static (g, a) => g.Allocate(a), campaign);

    public ValueTask<AllocationReply> Part(string campaign) =>
        allocator.Call(static (g, a) => g.Part(a), campaign);

    public ValueTask<PoolReply> Reserve(ReserveRequest request) =>
        allocator.Call(static (g, a) => g.Reserve(a), request);

    public ValueTask<LeaseReply> Lease(LeaseRequest request) => allocator.Call(static (g, a) => g.Lease(a), request);

    public ValueTask<PoolReply> Join(string campaign) => allocator.Call(static (g, a) => g.Join(a), campaign);

    public ValueTask<PoolReply> Leave(string campaign) => allocator.Call(static (g, a) => g.Leave(a), campaign);

    public ValueTask<PoolReply> SetTerms(long micros, PoolPace? pace) =>
        allocator.Call(static (g, a) => g.SetTerms(a.micros, a.pace), (micros, pace));

    public ValueTask<PoolReply> SetStopped(bool stopped) =>
        allocator.Call(static (g, a) => g.SetStopped(a), stopped);

    public ValueTask<LeaseReply> Settle(SettleRequest request) =>
        allocator.Call(static (g, a) => g.Settle(a), request);

    public ValueTask<PoolSweep> Sweep() => allocator.Call(static (g, _) => g.Sweep(), 0, bounded: false);

    public ValueTask<PoolDetail> Detail() => allocator.Call(static (g, _) => g.Detail(), 0);

    public ValueTask<PoolReply> Commit(CommitRequest request) => allocator.Call(static (g, a) => g.Commit(a), request);

    public ValueTask<PoolStatus> Status() => allocator.Call(static (g, _) => g.Status(), 0);
}
