using System.Globalization;
using WorldModel.Client.Wire;
using WorldModel.Grains.Hosting;
using WorldModel.Grains.Interfaces;

namespace WorldModel.Silo.Api;

/// <summary>Campaigns: long work is asked for here and watched; the host does it.</summary>
internal sealed class CampaignEndpoints(ApiContext context)
{
    private const int MostPage = 10_000;
    private const int MostCloseLooks = 200;
    private static readonly TimeSpan CloseLook = TimeSpan.FromMilliseconds(20);

    public void Map(Routes routes)
    {
        routes.Post<CampaignItem, CampaignInfo>("/v1/campaigns", Create, "Creates a campaign.");
        routes.Get<CampaignList>("/v1/campaigns", List, "All campaigns.");
        routes.Get<CampaignInfo>("/v1/campaigns/{id}", Status, "Where a campaign stands.");
        routes.PostOptional<EstimateRequest, CampaignInfo>("/v1/campaigns/{id}/estimate", Estimate,
            "Asks for every consumer's values under every treatment; on a later day than before, for the next round.");
        routes.Post<CampaignInfo>("/v1/campaigns/{id}/allocate", http => Request(http, CampaignStage.Allocated),
            "Asks for the price at which the budget is used.");
        routes.Post<CampaignInfo>("/v1/campaigns/{id}/decide", http => Request(http, CampaignStage.Decided),
            "Asks for a decision for every consumer.");
        routes.Post<CampaignInfo>("/v1/campaigns/{id}/close", Close,
            "Ends a campaign: when it is answered with stage closed it decides nothing more; what it did stays.");
        routes.Get<CampaignDecisionItem>("/v1/campaigns/{id}/decisions", Decisions,
            "A page of decisions, one a line; the header Next-Cursor leads to the next page.", MediaTypes.Lines,
            Pages.Cursor, Pages.Limit(MostPage));
        routes.Get<CampaignReportInfo>("/v1/campaigns/{id}/report", Report, "What a campaign did.");
    }

    private async Task Create(HttpContext http)
    {
        var item = await JsonBody.Read(http, StrictJson.Type<CampaignItem>());
        CheckId(item.Id);
        if (item.Pool is { } pool)
            CheckId(pool, "pool");
        // Only models of that name come in over this API: a campaign of another one would wait for ever.
        if (item.Model != ModelEndpoints.DefaultName)
            throw ApiException.Invalid("model", item.Model, $"{ModelEndpoints.DefaultName}, or no model at all");
        var reply = await context.Grains.Campaign(item.Id).Create(Mapping.Grain(item));
        if (reply.Problem is not null)
            context.Host.DropEmpty(GrainAddress.Campaign(item.Id));
        await Answer(http, reply);
    }

    private async Task List(HttpContext http)
    {
        var campaigns = new List<CampaignInfo>();
        foreach (var id in await context.Host.Keys(GrainKind.Campaign))
            if ((await context.Grains.Campaign(id).Status()).Status is { } status)
                campaigns.Add(Mapping.Wire(status));
        await Reply.Json(http, new CampaignList([.. campaigns]), WireJson.Default.CampaignList);
    }

    private async Task Status(HttpContext http) => await Answer(http, await (await Known(http)).Status());

    private async Task Estimate(HttpContext http)
    {
        var body = await JsonBody.ReadOptional(http, StrictJson.Type<EstimateRequest>());
        await Answer(http, await (await Known(http)).Request(CampaignStage.Estimated, body?.Day));
    }

    private async Task Request(HttpContext http, string stage) =>
        await Answer(http, await (await Known(http)).Request(stage, null));

    /// <summary>Answers once nothing is decided any more; where that takes longer, that it is under way.</summary>
    private async Task Close(HttpContext http)
    {
        var campaign = await Known(http);
        var reply = await campaign.Close();
        for (var asked = 0; asked < MostCloseLooks && IsClosing(reply); asked++)
        {
            await Task.Delay(CloseLook, http.RequestAborted);
            reply = await campaign.Status();
        }
        await Answer(http, reply);
    }

    private static bool IsClosing(CampaignReply reply) => reply is { Problem: null, Status: { } status }
        && status.Stage != CampaignStage.Closed && status.Requested == CampaignStage.Closed;

    private async Task Report(HttpContext http)
    {
        var report = await (await Known(http)).Report();
        if (report.Problem is { } problem)
            throw ApiException.From(problem);
        await Reply.Json(http, Mapping.Wire(report), WireJson.Default.CampaignReportInfo);
    }

    private async Task Decisions(HttpContext http)
    {
        var campaign = (string)http.Request.RouteValues["id"]!;
        _ = await Known(http);
        var (shard, row) = Cursor(Pages.CursorOf(http));
        int limit = Pages.LimitOf(http, MostPage);
        var decisions = new List<CampaignDecision>();
        while (shard < context.Grains.ShardCount && decisions.Count < limit)
        {
            var page = await context.Grains.Shard(shard)
                .Decisions(new DecisionQuery(campaign, row, limit - decisions.Count));
            if (page.Problem is { } problem)
                throw ApiException.From(OfKnown(problem));
            decisions.AddRange(page.Decisions);
            (shard, row) = page.Next < 0 ? (shard + 1, 0) : (shard, page.Next);
        }
        if (shard < context.Grains.ShardCount)
            http.Response.Headers[Pages.CursorHeader] = string.Create(CultureInfo.InvariantCulture, $"{shard}.{row}");
        await Reply.Lines(http, decisions.Select(Mapping.Wire), WireJson.Default.CampaignDecisionItem);
    }

    /// <summary>A shard knows a campaign from its estimate on: one that was created is only not that far.</summary>
    public static Problem OfKnown(Problem problem) => problem.Code == ProblemCode.UnknownCampaign
        ? problem with { Code = ProblemCode.WrongStage }
        : problem;

    /// <summary>The campaign that the path names.</summary>
    /// <exception cref="ApiException">It was never created.</exception>
    public ValueTask<ICampaign> Known(HttpContext http) =>
        Known(context, "id", (string)http.Request.RouteValues["id"]!);

    /// <summary>The campaign that a field names.</summary>
    /// <exception cref="ApiException">It was never created.</exception>
    public static async ValueTask<ICampaign> Known(ApiContext context, string field, string id) =>
        // A name that was never created does not become a grain by asking.
        await context.Host.Knows(GrainAddress.Campaign(id))
            ? context.Grains.Campaign(id)
            : throw new ApiException(StatusCodes.Status404NotFound, ProblemCode.UnknownCampaign, field, id,
                "a campaign that was created");

    private static Task Answer(HttpContext http, CampaignReply reply) => reply.Problem is { } problem
        ? throw ApiException.From(problem)
        : Reply.Json(http, Mapping.Wire(reply.Status!), WireJson.Default.CampaignInfo);

    /// <summary>What names a campaign or a pool: it stands in paths.</summary>
    public static void CheckId(string id, string field = "id")
    {
        const int Longest = 64;
        // Nothing but dots means another place in a path.
        if (id.Length is < 1 or > Longest || !id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
            || id.All(c => c == '.'))
            throw ApiException.Invalid(field, id, $"1 to {Longest} letters, digits, '-', '_' or '.', not dots alone");
    }

    private (int Shard, int Row) Cursor(string? text)
    {
        if (text is null)
            return (0, 0);
        var parts = text.Split('.');
        return parts.Length == 2 && int.TryParse(parts[0], CultureInfo.InvariantCulture, out int shard)
            && int.TryParse(parts[1], CultureInfo.InvariantCulture, out int row)
            && shard >= 0 && shard < context.Grains.ShardCount && row >= 0
            ? (shard, row)
            : throw Pages.NoCursor(text);
    }
}
