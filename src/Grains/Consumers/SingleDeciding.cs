using WorldModel.Grains.Hosting;
using WorldModel.Grains.Interfaces;
using WorldModel.Grains.Journal;

namespace WorldModel.Grains.Consumers;

/// <summary>
/// Takes decisions one by one: the same request gets the same bytes, money comes from the shard's lease, and nothing is
/// answered before it is durable. Everything is judged anew after each wait, as other messages came in meanwhile.
/// </summary>
internal sealed class SingleDeciding(
    int shard, ShardState state, BeliefColumn beliefs, GrainServices services, GrainJournal journal)
{
    /// <summary>Leases asked for one decision: others may spend a lease before this decision's turn comes.</summary>
    private const int MostLeases = 8;

    /// <summary>
    /// Leases of all shards together are about a quarter of what the pool has left: what a shard holds and does not
    /// spend is out of the others' reach.
    /// </summary>
    private const int LeasedPart = 4;

    private readonly DecisionMaker _maker = new(state, beliefs, services.Models);
    private readonly Dictionary<string, PoolStatus> _pools = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Task<bool>> _leasing = new(StringComparer.Ordinal);

    public async ValueTask<DecisionReply> Decide(DecisionRequest request)
    {
        if (Check(request, out var columns) is { } problem) return Refused(problem);
        var (key, body) = (EventHash.Of(request.RequestId), SingleDecision.BodyOf(request));
        var isBroke = false;
        for (var leases = 0; ;)
        {
            if (state.Requests.Find(key) is { } answered) return await Repeat(answered, body, request);
            var pool = columns!.Spec.Pool;
            var inputs = new DecisionInputs(
                request, services.Clock.Now, services.Clock.Today, _pools.GetValueOrDefault(pool), isBroke);
            var draft = _maker.Draft(inputs, columns);
            if (draft.ChargeMicros <= state.Leases.Remaining(pool))
            {
                Take(inputs, draft);
                await journal.Last;
                return draft.Reply;
            }

            if (!_leasing.ContainsKey(pool)) leases++;
            var isEmpty = await Lease(pool, draft.ChargeMicros);
            isBroke = (isEmpty || leases == MostLeases) && state.Leases.Remaining(pool) < draft.ChargeMicros;
        }
    }

    private Problem? Check(DecisionRequest request, out CampaignColumns? columns)
    {
        if (!state.Campaigns.TryGetValue(request.Campaign, out columns))
        {
            return Problems.Of(
                ProblemCode.UnknownCampaign, "campaign", request.Campaign, "a campaign that is estimated");
        }

        if (string.IsNullOrEmpty(request.RequestId) || request.RequestId.Length > 256)
            return Problems.Invalid("requestId", request.RequestId, "an id of 1 to 256 characters");
        foreach (var name in request.Eligible ?? [])
        {
            if (name != Schema.Treatment.None.Name && columns.Terms.IndexOf(name) < 0)
                return Problems.Of(ProblemCode.UnknownName, "eligible", name, "treatments of the campaign");
        }

        return null;
    }

    private async ValueTask<DecisionReply> Repeat(
        RequestMemory.Answered answered, UInt128 body, DecisionRequest request)
    {
        await journal.Last;
        return answered.Body == body
            ? ReplyCodec.Decode(answered.Reply)
            : Refused(Problems.Of(ProblemCode.Conflict, "requestId", request.RequestId,
                "the body that came with this id first, or another id"));
    }

    private void Take(DecisionInputs inputs, DecisionDraft draft)
    {
        var decision = SingleDecision.Of(inputs, draft, state.Rows.Find(inputs.Request.Consumer));
        ShardRecords.WriteDecision(journal.Begin(ShardRecords.Decision), decision);
        ShardRecords.Apply(state, journal.Written);
        _ = journal.Commit();
    }

    /// <summary>
    /// Joins the lease being asked for, or asks for one; whether the pool has nothing left then. A lease that others
    /// have spent by the time it is this decision's turn says nothing of the pool: the next one is asked for.
    /// </summary>
    private Task<bool> Lease(string pool, long charge)
    {
        if (_leasing.TryGetValue(pool, out var asked)) return asked;
        var asking = Ask(pool, charge);
        if (!asking.IsCompleted) _leasing[pool] = asking;
        return asking;
    }

    /// <summary>A lease asked twice under its number is granted once; one of nothing leaves its number free.</summary>
    private async Task<bool> Ask(string pool, long charge)
    {
        try
        {
            var number = state.Leases.Next(pool);
            var reply = await services.Grains.Allocator(pool).Lease(
                new LeaseRequest($"shard-{shard}/{number}", shard, LeaseOf(pool, charge)));
            _pools[pool] = reply.Status;
            if (reply.GrantedMicros > 0) Grant(pool, number, reply.GrantedMicros);
            return reply.Status.RemainingMicros == 0;
        }
        finally
        {
            _leasing.Remove(pool);
        }
    }

    private void Grant(string pool, int number, long micros)
    {
        var writer = journal.Begin(ShardRecords.Grant);
        writer.String(pool);
        writer.Count(number);
        writer.Int64(micros);
        ShardRecords.Apply(state, journal.Written);
        _ = journal.Commit();
    }

    private long LeaseOf(string pool, long charge)
    {
        var left = _pools.TryGetValue(pool, out var status) ? status.RemainingMicros : 0;
        var share = left / (LeasedPart * services.Grains.ShardCount);
        return Math.Clamp(share / charge, 1, services.Limits.LeaseDecisions) * charge;
    }

    private static DecisionReply Refused(Problem problem) =>
        new("", "", 0, "", "", "", [], 0, null, null, DateTimeOffset.UnixEpoch, problem);
}
