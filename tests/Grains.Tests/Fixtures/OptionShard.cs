using WorldModel.Grains.Campaigns;
using WorldModel.Grains.Consumers;
using WorldModel.Grains.Hosting;
using WorldModel.Grains.Interfaces;
using WorldModel.Schema;

namespace WorldModel.Grains.Tests.Fixtures;

/// <summary>A shard whose estimate is given: it answers an allocator, and nothing else.</summary>
internal sealed class OptionShard : IConsumerShard
{
    private readonly ShardState _state;
    private readonly CampaignColumns _columns;
    private readonly GrainLimits _limits;

    public OptionShard(
        ConsumerSchema schema, CampaignSpec spec, GrainLimits limits, (string Id, long[] Values)[] consumers)
    {
        _limits = limits;
        _state = new ShardState(schema);
        foreach (var (id, _) in consumers) _state.Ensure(id);
        _columns = _state.Begin(CampaignTerms.Of(schema, spec), 1, "model", 1);
        for (var row = 0; row < consumers.Length; row++)
        {
            _columns.SetGroup(row, CampaignGroup.Policy);
            _columns.SetValues(row, 0, consumers[row].Values);
        }

        _columns.Estimated = consumers.Length;
    }

    /// <summary>What an allocation gives each consumer.</summary>
    public IEnumerable<(string Consumer, int Option)> Decide(AllocationReply allocation)
    {
        _columns.Rule = new DecisionRule(allocation.ShadowPrice, allocation.Cut!, allocation.Filled);
        for (var row = 0; row < _columns.Rows; row++)
            yield return (_state.Rows.Ids[row]!, _state.Option(_columns, row, CampaignGroup.Policy));
    }

    /// <summary>Where there are several campaigns: each one's columns in this shard, by id.</summary>
    public Dictionary<string, OptionShard> Campaigns { get; init; } = [];

    public ValueTask<ProbeReply> Probe(ProbeQuery query) => Of(query.Campaign) is { } own
        ? own.Probe(query)
        : new Probing(_state, _limits).Probe(_columns, query.Prices);

    public ValueTask<IncrementPage> Increments(IncrementQuery query) => Of(query.Campaign) is { } own
        ? own.Increments(query)
        : new StepPages(_state, _limits).Bracket(_columns, query);

    public ValueTask<IncrementPage> Fill(FillQuery query) => Of(query.Campaign) is { } own
        ? own.Fill(query)
        : new StepPages(_state, _limits).Fill(_columns, query);

    private OptionShard? Of(string campaign) => Campaigns.GetValueOrDefault(campaign);

    public ValueTask<ObserveReply> Observe(ObserveBatch batch) => throw new NotSupportedException();

    public ValueTask<ObserveReply> PutProfiles(ProfileBatch batch) => throw new NotSupportedException();

    public ValueTask<BeliefReply> Belief(BeliefQuery query) => throw new NotSupportedException();

    public ValueTask<CounterfactualReply> Counterfactual(CounterfactualQuery query) =>
        throw new NotSupportedException();

    public ValueTask<PlausibilityReply> Plausibility(BeliefQuery query) => throw new NotSupportedException();

    public ValueTask<EstimateReply> Estimate(EstimateOrder order) => throw new NotSupportedException();

    public ValueTask<PriceReply> SetPrice(DecideOrder order) => throw new NotSupportedException();

    public ValueTask<DecideReply> Decide(DecideOrder order) => throw new NotSupportedException();

    public ValueTask<DecisionPage> Decisions(DecisionQuery query) => throw new NotSupportedException();

    public ValueTask<CloseReply> Close(CloseOrder order) => throw new NotSupportedException();

    public ValueTask<ObserveReply> PutAudience(AudienceBatch batch) => throw new NotSupportedException();

    public ValueTask<ClaimReply> Claim(ClaimBatch batch) => throw new NotSupportedException();

    public ValueTask<DecisionReply> DecideOne(DecisionRequest request) => throw new NotSupportedException();

    public ValueTask<SweepReply> Sweep() => throw new NotSupportedException();

    public ValueTask<RecallReply> Recall(RecallRequest request) => throw new NotSupportedException();

    public ValueTask<MomentsReply> ReportMoments(string campaign) => throw new NotSupportedException();

    public ValueTask<ForgetReply> Forget(string consumer) => throw new NotSupportedException();

    public ValueTask<ShadowReply> Shadows(string campaign) => throw new NotSupportedException();

    public ValueTask<ShardStatus> Status() => throw new NotSupportedException();
}
