using WorldModel.Grains.Hosting;
using WorldModel.Grains.Interfaces;
using WorldModel.Grains.Journal;

namespace WorldModel.Grains.Consumers;

/// <summary>
/// Keeps request ids to one body each. An id is at home in the shard that its own hash chooses, whomever it is about:
/// so the same id about two consumers meets itself, though these two live in shards that never meet. What is
/// remembered here is bounded by time; where the bound by number is met first, more is turned away and nothing is
/// forgotten early.
/// </summary>
internal sealed class Claiming(ShardState state, GrainServices services, GrainJournal journal)
{
    /// <summary>There is no room for another request id.</summary>
    public static Problem Full { get; } = Problems.Of(
        ProblemCode.Busy, "requestId", null, "fewer decisions under way: as many requests are remembered as may be");

    public static Problem Conflict(string requestId) => Problems.Of(
        ProblemCode.Conflict, "requestId", requestId, "the body that came with this id first, or another id");

    /// <summary>Lets go what is remembered no longer.</summary>
    public void PassTime()
    {
        var now = services.Clock.Now.UtcTicks;
        if (state.Requests.IsDue(now) || state.Claims.IsDue(now)) PassTime(now);
    }

    /// <summary>Lets go as well what campaigns that have ended waited for; not at every decision.</summary>
    public void Sweep()
    {
        var now = services.Clock.Now.UtcTicks;
        var today = (int)(now / TimeSpan.TicksPerDay);
        if (state.Measures.Values.Any(measure => measure.IsOver(today))) PassTime(now);
    }

    private void PassTime(long now)
    {
        journal.Begin(ShardRecords.PassTime).Int64(now);
        ShardRecords.Apply(state, journal.Written);
        _ = journal.Commit();
    }

    public async ValueTask<ClaimReply> Claim(ClaimBatch batch)
    {
        PassTime();
        var problems = new Problem?[batch.Requests.Length];
        var writer = journal.Begin(ShardRecords.Claims);
        var (empty, waits) = (writer.Length, batch.Wait);
        for (var i = 0; i < problems.Length; i++)
        {
            problems[i] = Claim(batch.Requests[i], writer);
            waits |= problems[i] is not null;
        }

        if (writer.Length > empty) _ = journal.Commit();
        if (waits) await journal.Last;
        return new ClaimReply(problems);
    }

    private Problem? Claim(DecisionRequest request, RecordWriter writer)
    {
        if (!state.Campaigns.TryGetValue(request.Campaign, out var columns))
        {
            return Problems.Of(
                ProblemCode.UnknownCampaign, "campaign", request.Campaign, "a campaign that is estimated");
        }

        var (key, body) = (EventHash.Of(request.RequestId), SingleDecision.BodyOf(request));
        if (state.Claims.Find(key) is { } known) return known == body ? null : Conflict(request.RequestId);
        if (state.Claims.Count >= services.Limits.RememberedRequests) return Full;
        // An hour more than the decision is remembered, which is taken a little later.
        var hour = SingleDecision.HourOf(services.Clock.Now.AddHours(columns.Spec.ExpiresHours)) + 1;
        writer.UInt128(key);
        writer.UInt128(body);
        writer.Count((int)hour);
        state.Claims.Add(key, body, hour);
        return null;
    }
}
