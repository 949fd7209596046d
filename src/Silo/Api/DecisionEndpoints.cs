using System.Text.Json.Serialization.Metadata;
using WorldModel.Client.Wire;
using WorldModel.Grains.Hosting;
using WorldModel.Grains.Interfaces;
using WorldModel.Schema;

namespace WorldModel.Silo.Api;

/// <summary>
/// Decisions at decision time. A request's id is claimed in its own shard before its consumer's shard decides: where
/// all shards write into one journal in order, a decision that is durable has a claim that is; elsewhere the claim
/// waits.
/// </summary>
internal sealed class DecisionEndpoints(ApiContext context)
{
    public const int LongestDeadlineMs = 3_600_000;

    private readonly JsonTypeInfo<DecisionItem> _one = StrictJson.Type<DecisionItem>();
    private readonly JsonTypeInfo<DecisionBatch> _many = StrictJson.Type<DecisionBatch>();
    private readonly byte[] _requests = "requests"u8.ToArray();

    public void Map(Routes routes) =>
        routes.Post<DecisionItem, DecisionAnswer>("/v1/decisions", Decide,
            "Decides for one consumer, or under `requests` for up to 1,000; durable when answered.");

    private async Task Decide(HttpContext http)
    {
        var (one, many) = await JsonBody.ReadOneOrMany(http, _one, _many, _requests);
        if (many is not null)
        {
            await DecideMany(http, many.Requests);
            return;
        }

        var item = one!;
        CheckIds(item, "");
        if (await Unknown(item) is { } unknown)
            throw ApiException.From(unknown);
        var request = Request(item);
        var claim = await Shard(item.RequestId).Claim(
            new ClaimBatch([request], Wait: !context.Host.HasOneJournal));
        if (claim.Problems[0] is { } claimed)
            throw ApiException.From(CampaignEndpoints.OfKnown(claimed));
        var reply = await Shard(request.Consumer).DecideOne(request);
        if (reply.Problem is { } problem)
            throw ApiException.From(CampaignEndpoints.OfKnown(problem));
        await Reply.Json(http, Mapping.Wire(item, reply), WireJson.Default.DecisionAnswer);
    }

    private async Task DecideMany(HttpContext http, DecisionItem[] items)
    {
        Consumers.Count(items.Length, "requests");
        var seen = new HashSet<string>(items.Length, StringComparer.Ordinal);
        var problems = new Problem?[items.Length];
        for (int i = 0; i < items.Length; i++)
        {
            CheckIds(items[i], $"requests[{i}].");
            if (!seen.Add(items[i].RequestId))
                throw ApiException.Invalid($"requests[{i}].requestId", items[i].RequestId, "each request id once");
            problems[i] = await Unknown(items[i]);
        }
        var requests = Array.ConvertAll(items, Request);
        // What cannot be decided keeps nobody else in the batch from being decided.
        int[] open = [.. Enumerable.Range(0, items.Length).Where(i => problems[i] is null)];
        bool wait = !context.Host.HasOneJournal;
        var claims = await Scatter.Ask(
            context.Grains, Array.ConvertAll(open, i => requests[i]), request => request.RequestId,
            async (shard, part) => (await shard.Claim(new ClaimBatch(part, wait))).Problems);
        for (int i = 0; i < open.Length; i++)
            problems[open[i]] = claims[i] is { } claimed ? CampaignEndpoints.OfKnown(claimed) : null;
        var answers = new Task<DecisionAnswer>[items.Length];
        for (int i = 0; i < items.Length; i++)
            answers[i] = AnswerOne(items[i], requests[i], problems[i]);
        await Reply.Json(
            http, new DecisionsResult(await Task.WhenAll(answers)), WireJson.Default.DecisionsResult);
    }

    private async Task<DecisionAnswer> AnswerOne(DecisionItem item, DecisionRequest request, Problem? problem)
    {
        if (problem is not null)
            return Mapping.Failed(item, problem);
        try
        {
            return Mapping.Wire(item, await Ask(request));
        }
        catch (Exception refused) when (Guard.IsBusy(refused))
        {
            return Mapping.Failed(item, new Problem(ProblemCode.Busy, "", null, "fewer calls at the same time"));
        }
    }

    private async ValueTask<DecisionReply> Ask(DecisionRequest request)
    {
        var reply = await Shard(request.Consumer).DecideOne(request);
        return reply.Problem is { } problem ? reply with { Problem = CampaignEndpoints.OfKnown(problem) } : reply;
    }

    private IConsumerShard Shard(string id) => context.Grains.Shard(context.Grains.ShardOf(id));

    private DecisionRequest Request(DecisionItem item) =>
        new(item.RequestId, item.Campaign, item.Consumer, item.Eligible)
        {
            Deadline = item.DeadlineMs is { } left ? context.Clock.Now.AddMilliseconds(left) : null,
        };

    private static void CheckIds(DecisionItem item, string place)
    {
        ConsumerId.Check(item.RequestId, $"{place}requestId");
        ConsumerId.Check(item.Consumer, $"{place}consumer");
    }

    /// <summary>Says so of a campaign that was never created.</summary>
    private async ValueTask<Problem?> Unknown(DecisionItem item) =>
        await context.Host.Knows(GrainAddress.Campaign(item.Campaign))
            ? null
            : new Problem(ProblemCode.UnknownCampaign, "campaign", item.Campaign, "a campaign that was created");
}
