using WorldModel.Grains.Interfaces;

namespace WorldModel.Grains.Tests.Host;

/// <summary>Calls to a grain, each a turn of its own.</summary>
internal abstract class Calls<TGrain>(TGrain grain, Func<Task> turn)
{
    protected async ValueTask<T> Call<T>(Func<TGrain, ValueTask<T>> call)
    {
        await turn();
        return await call(grain);
    }
}

internal sealed class ShardCalls(IConsumerShard grain, Func<Task> turn)
    : Calls<IConsumerShard>(grain, turn), IConsumerShard
{
    public ValueTask<ObserveReply> Observe(ObserveBatch batch) => Call(g => g.Observe(batch));

    public ValueTask<ObserveReply> PutProfiles(ProfileBatch batch) => Call(g => g.PutProfiles(batch));

    public ValueTask<BeliefReply> Belief(BeliefQuery query) => Call(g => g.Belief(query));

    public ValueTask<CounterfactualReply> Counterfactual(CounterfactualQuery query) =>
        Call(g => g.Counterfactual(query));

    public ValueTask<PlausibilityReply> Plausibility(BeliefQuery query) => Call(g => g.Plausibility(query));

    public ValueTask<EstimateReply> Estimate(EstimateOrder order) => Call(g => g.Estimate(order));

    public ValueTask<ProbeReply> Probe(ProbeQuery query) => Call(g => g.Probe(query));

    public ValueTask<IncrementPage> Increments(IncrementQuery query) => Call(g => g.Increments(query));

    public ValueTask<IncrementPage> Fill(FillQuery query) => Call(g => g.Fill(query));

    public ValueTask<PriceReply> SetPrice(DecideOrder order) => Call(g => g.SetPrice(order));

    public ValueTask<DecideReply> Decide(DecideOrder order) => Call(g => g.Decide(order));

    public ValueTask<DecisionPage> Decisions(DecisionQuery query) => Call(g => g.Decisions(query));

    public ValueTask<CloseReply> Close(CloseOrder order) => Call(g => g.Close(order));

    public ValueTask<ObserveReply> PutAudience(AudienceBatch batch) => Call(g => g.PutAudience(batch));

    public ValueTask<ClaimReply> Claim(ClaimBatch batch) => Call(g => g.Claim(batch));

    public ValueTask<DecisionReply> DecideOne(DecisionRequest request) => Call(g => g.DecideOne(request));

    public ValueTask<SweepReply> Sweep() => Call(g => g.Sweep());

    public ValueTask<RecallReply> Recall(RecallRequest request) => Call(g => g.Recall(request));

    public ValueTask<MomentsReply> ReportMoments(string campaign) => Call(g => g.ReportMoments(campaign));

    public ValueTask<ForgetReply> Forget(string consumer) => Call(g => g.Forget(consumer));

    public ValueTask<ShadowReply> Shadows(string campaign) => Call(g => g.Shadows(campaign));

    public ValueTask<ShardStatus> Status() => Call(g => g.Status());
}

internal sealed class ModelCalls(ISharedModel grain, Func<Task> turn) : Calls<ISharedModel>(grain, turn), ISharedModel
{
    public ValueTask<ModelStatus> Status() => Call(g => g.Status());

    public ValueTask<ModelReply> Register(string model) => Call(g => g.Register(model));

    public ValueTask<ModelReply> Promote(string model) => Call(g => g.Promote(model));

    public ValueTask<ModelReply> RollBack() => Call(g => g.RollBack());

    public ValueTask<ModelReply> Shadow(string? model) => Call(g => g.Shadow(model));
}

internal sealed class CampaignCalls(ICampaign grain, Func<Task> turn) : Calls<ICampaign>(grain, turn), ICampaign
{
    public ValueTask<CampaignReply> Create(CampaignSpec spec) => Call(g => g.Create(spec));

    public ValueTask<CampaignReply> Request(string stage, DateOnly? day) => Call(g => g.Request(stage, day));

    public ValueTask<CampaignReply> Close() => Call(g => g.Close());

    public ValueTask<CampaignReply> Advance() => Call(g => g.Advance());

    public ValueTask<CampaignReply> Reprice(double? shadowPrice) => Call(g => g.Reprice(shadowPrice));

    public ValueTask<CampaignReply> Status() => Call(g => g.Status());

    public ValueTask<CampaignReport> Report() => Call(g => g.Report());
}

internal sealed class AllocatorCalls(IAllocator grain, Func<Task> turn) : Calls<IAllocator>(grain, turn), IAllocator
{
    public ValueTask<PoolReply> SetBudget(long micros) => Call(g => g.SetBudget(micros));

    public ValueTask<PoolReply> Reserve(ReserveRequest request) => Call(g => g.Reserve(request));

    public ValueTask<AllocationReply> Allocate(string campaign) => Call(g => g.Allocate(campaign));

    public ValueTask<AllocationReply> Part(string campaign) => Call(g => g.Part(campaign));

    public ValueTask<LeaseReply> Lease(LeaseRequest request) => Call(g => g.Lease(request));

    public ValueTask<PoolReply> Join(string campaign) => Call(g => g.Join(campaign));

    public ValueTask<PoolReply> Leave(string campaign) => Call(g => g.Leave(campaign));

    public ValueTask<PoolReply> SetTerms(long micros, PoolPace? pace) => Call(g => g.SetTerms(micros, pace));

    public ValueTask<PoolReply> SetStopped(bool stopped) => Call(g => g.SetStopped(stopped));

    public ValueTask<LeaseReply> Settle(SettleRequest request) => Call(g => g.Settle(request));

    public ValueTask<PoolSweep> Sweep() => Call(g => g.Sweep());

    public ValueTask<PoolDetail> Detail() => Call(g => g.Detail());

    public ValueTask<PoolReply> Commit(CommitRequest request) => Call(g => g.Commit(request));

    public ValueTask<PoolStatus> Status() => Call(g => g.Status());
}
