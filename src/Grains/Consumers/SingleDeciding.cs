using WorldModel.Grains.Hosting;
using WorldModel.Grains.Interfaces;
using WorldModel.Grains.Journal;
using WorldModel.Grains.Leases;

namespace WorldModel.Grains.Consumers;

/// <summary>
/// Takes decisions one by one: the same request gets the same bytes, money comes from the shard's lease, and nothing is
/// answered before it is durable. Everything is judged anew after each wait, as other messages came in meanwhile.
/// </summary>
internal sealed class SingleDeciding(
    ShardState state, BeliefColumn beliefs, GrainServices services, GrainJournal journal, Leasing leasing,
    Claiming claiming)
{
    /// <summary>Leases asked for one decision: others may spend a lease before this decision's turn comes.</summary>
    private const int MostLeases = 8;

    private readonly DecisionMaker _maker = new(state, beliefs, services.Models);

    public async ValueTask<DecisionReply> Decide(DecisionRequest request)
    {
        if (Check(request, out var columns) is { } problem) return Refused(problem);
        var (key, body) = (EventHash.Of(request.RequestId), SingleDecision.BodyOf(request));
        var pool = columns!.Spec.Pool;
        var (refusal, leastRefused) = ((string?)null, long.MaxValue);
        for (var leases = 0; ;)
        {
            leasing.Expire();
            claiming.PassTime();
            if (state.Requests.Find(key) is { } answered) return await Repeat(answered, body, request);
            if (state.Requests.Count >= services.Limits.RememberedRequests) return Refused(Claiming.Full);
            var stopped = leasing.Refusal(pool);
            var inputs = new DecisionInputs(
                request, services.Clock.Now.ToUniversalTime(), services.Clock.Today, leasing.Status(pool),
                stopped ?? refusal, ShadowOf(columns))
            {
                LeastRefusedMicros = stopped is null ? leastRefused : 1,
            };
            var draft = _maker.Draft(inputs, columns);
            if (leasing.Covers(pool, draft.StakeMicros))
            {
                Take(key, body, inputs, draft);
                await journal.Last.Answered();
                return draft.Reply;
            }

            if (!leasing.IsAsking(pool)) leases++;
            var answer = await leasing.Ask(pool, draft.StakeMicros);
            if (leasing.Covers(pool, draft.StakeMicros)) continue;
            if ((answer?.Code ?? (leases == MostLeases ? ProblemCode.NoBudget : null)) is not { } code) continue;
            // What costs less may be paid for all the same: it is asked for next.
            (refusal, leastRefused, leases) = (code, draft.StakeMicros, 0);
        }
    }

    /// <summary>The candidate in the shadow of the campaign's model, unless it is the one that decides.</summary>
    private string? ShadowOf(CampaignColumns columns) =>
        services.Models.Shadow(columns.Spec.Model)?.Hash is { } hash && hash != columns.Model ? hash : null;

    private Problem? Check(DecisionRequest request, out CampaignColumns? columns)
    {
        if (!state.Campaigns.TryGetValue(request.Campaign, out columns))
        {
            return Problems.Of(
                ProblemCode.UnknownCampaign, "campaign", request.Campaign, "a campaign that is estimated");
        }

        if (string.IsNullOrEmpty(request.RequestId) || request.RequestId.Length > 256)
            return Problems.Invalid("requestId", request.RequestId, "an id of 1 to 256 characters");
        if (request.Eligible is null) return null;
        foreach (var name in request.Eligible)
        {
            if (name == Schema.Treatment.None.Name || columns.Terms.IndexOf(name) >= 0) continue;
            var known = columns.Spec.Treatments.Select(treatment => treatment.Name).Prepend(Schema.Treatment.None.Name);
            return Problems.Of(ProblemCode.UnknownName, "eligible", name,
                $"treatments of the campaign: {string.Join(", ", known.Distinct())}");
        }

        return null;
    }

    private async ValueTask<DecisionReply> Repeat(
        RequestMemory.Answered answered, UInt128 body, DecisionRequest request)
    {
        await journal.Last.Answered();
        return answered.Body == body
            ? ReplyCodec.Decode(answered.Reply)
            : Refused(Claiming.Conflict(request.RequestId));
    }

    private void Take(UInt128 request, UInt128 body, DecisionInputs inputs, DecisionDraft draft)
    {
        var decision = SingleDecision.Of(request, body, inputs, draft, state.Rows.Find(inputs.Request.Consumer));
        ShardRecords.WriteDecision(journal.Begin(ShardRecords.Decision), decision);
        // What reading the record back would give, but for its bytes a second time.
        state.Take(decision);
        _ = journal.Commit();
    }

    private static DecisionReply Refused(Problem problem) =>
        new("", "", 0, "", "", "", [], 0, null, null, DateTimeOffset.UnixEpoch, problem);
}
