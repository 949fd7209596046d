using WorldModel.Client.Wire;
using WorldModel.Grains.Hosting;
using WorldModel.Grains.Interfaces;
using WorldModel.Schema;
using WorldModel.Silo.Runtime;

namespace WorldModel.Silo.Api;

/// <summary>Decisions at decision time.</summary>
internal sealed class DecisionEndpoints(ApiContext context)
{
    public void Map(Routes routes) =>
        routes.Post<DecisionItem, DecisionAnswer>("/v1/decisions", Decide,
            "Decides for one consumer, or in an array for up to 1,000; durable when answered.");

    private async Task Decide(HttpContext http)
    {
        var (one, many) = await JsonBody.ReadOneOrMany(
            http, StrictJson.Type<DecisionItem>(), StrictJson.Type<DecisionItem[]>());
        if (one is not null)
            await DecideOne(http, one);
        else
            await DecideMany(http, many!);
    }

    private async Task DecideOne(HttpContext http, DecisionItem item)
    {
        Check(item, "");
        var reply = await Ask(item);
        if (reply.Problem is { } problem)
            throw ApiException.From(problem);
        await Reply.Json(http, Mapping.Wire(item, reply), WireJson.Default.DecisionAnswer);
    }

    private async Task DecideMany(HttpContext http, DecisionItem[] items)
    {
        Consumers.Count(items.Length, "requests");
        var seen = new HashSet<string>(items.Length, StringComparer.Ordinal);
        for (int i = 0; i < items.Length; i++)
        {
            Check(items[i], $"[{i}].");
            if (!seen.Add(items[i].RequestId))
                throw ApiException.Invalid($"[{i}].requestId", items[i].RequestId, "each request id once");
        }
        var answers = await Task.WhenAll(items.Select(AnswerOne));
        await Reply.Json(http, answers, WireJson.Default.DecisionAnswerArray);
    }

    private async Task<DecisionAnswer> AnswerOne(DecisionItem item)
    {
        try
        {
            return Mapping.Wire(item, await Ask(item));
        }
        catch (BusyException)
        {
            return Mapping.Failed(item, new Problem(ProblemCode.Busy, "", null, "fewer calls at the same time"));
        }
    }

    private async ValueTask<DecisionReply> Ask(DecisionItem item)
    {
        var reply = await context.Grains.Shard(context.Grains.ShardOf(item.Consumer))
            .DecideOne(new DecisionRequest(item.RequestId, item.Campaign, item.Consumer, item.Eligible));
        return reply.Problem is { } problem ? reply with { Problem = CampaignEndpoints.OfKnown(problem) } : reply;
    }

    private void Check(DecisionItem item, string place)
    {
        ConsumerId.Check(item.RequestId, $"{place}requestId");
        ConsumerId.Check(item.Consumer, $"{place}consumer");
        if (!context.Store.Knows(GrainAddress.Campaign(item.Campaign)))
            throw new ApiException(StatusCodes.Status404NotFound, ProblemCode.UnknownCampaign, $"{place}campaign",
                item.Campaign, "a campaign that was created");
    }
}
