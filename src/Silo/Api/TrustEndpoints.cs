using System.Globalization;
using WorldModel.Client.Wire;
using WorldModel.Grains.Interfaces;
using WorldModel.Schema;
using WorldModel.Silo.Explaining;
using WorldModel.Silo.Runtime;

namespace WorldModel.Silo.Api;

/// <summary>
/// What was decided, and why: read from the journal, beside the grains. Replaying is work, so one question at a time;
/// others are told to come again.
/// </summary>
internal sealed class TrustEndpoints(ApiContext context)
{
    private const int MostPage = 1_000;

    private readonly SemaphoreSlim _replaying = new(1);
    private DecisionArchive? _archive;

    public void Map(Routes routes)
    {
        routes.Get<WhyInfo>("/v1/decisions/{id}/why", Why,
            "Makes a decision again from the journal, bit for bit, and says what would have made it another.");
        routes.Post<WhyRequest, WhyInfo>("/v1/decisions/why", WhyOf,
            "The same; the consumer, if it is given, spares a search through all shards.");
        routes.Get<LedgerItem>("/v1/decisions/ledger", Ledger,
            "A page of the decision ledger, one a line; the header Next-Cursor leads to the next page.",
            MediaTypes.Lines,
            new QueryParameter("campaign", "Only this campaign's lines; absent or empty: all."),
            Pages.Cursor, Pages.Limit(MostPage));
    }

    private Task Why(HttpContext http) => Explain(http, (string)http.Request.RouteValues["id"]!, null);

    private async Task WhyOf(HttpContext http)
    {
        var request = await JsonBody.Read(http, StrictJson.Type<WhyRequest>());
        int? shard = null;
        if (request.Consumer is { } consumer)
        {
            ConsumerId.Check(consumer, "consumer");
            shard = context.Grains.ShardOf(consumer);
        }
        await Explain(http, request.Decision, shard);
    }

    private async Task Explain(HttpContext http, string decision, int? shard)
    {
        var found = await Replay(archive => archive.Why(decision, shard, stop: http.RequestAborted));
        if (found is not { } why)
            throw new ApiException(StatusCodes.Status404NotFound, ProblemCode.UnknownDecision, "decision", decision,
                $"a decision that the kept journal ({context.Store.Retention}) tells of");
        await Reply.Json(http, TrustMapping.Wire(why.Shard, why.Explained), WireJson.Default.WhyInfo);
    }

    private async Task Ledger(HttpContext http)
    {
        string? campaign = http.Request.Query["campaign"];
        if (campaign is "")
            campaign = null;
        var from = Cursor(Pages.CursorOf(http));
        int limit = Pages.LimitOf(http, MostPage);
        if (campaign is not null)
            _ = await CampaignEndpoints.Known(context, "campaign", campaign);
        var (lines, next) = await Replay(archive => Page(archive, campaign, from, limit));
        if (next is not null)
            http.Response.Headers[Pages.CursorHeader] = string.Create(
                CultureInfo.InvariantCulture, $"{next.Shard}.{next.Sequence}.{next.Line}");
        await Reply.Lines(http, lines.Select(TrustMapping.Wire), WireJson.Default.LedgerItem);
    }

    private static (List<LedgerLine> Lines, LedgerPlace? Next) Page(
        DecisionArchive archive, string? campaign, LedgerPlace? from, int limit)
    {
        var lines = new List<LedgerLine>();
        foreach (var line in archive.Ledger(campaign, from))
        {
            if (lines.Count == limit)
                return (lines, lines[^1].Place);
            lines.Add(line);
        }
        return (lines, null);
    }

    private async Task<T> Replay<T>(Func<DecisionArchive, T> ask)
    {
        if (!await _replaying.WaitAsync(TimeSpan.Zero))
            throw new BusyException("journal", 1);
        try
        {
            _archive ??= DecisionArchive.Open(context.Options, context.Store, context.Models);
            _archive.LookAgain();
            return await Task.Run(() => ask(_archive));
        }
        finally
        {
            _replaying.Release();
        }
    }

    private LedgerPlace? Cursor(string? text)
    {
        if (text is null)
            return null;
        var parts = text.Split('.');
        return parts.Length == 3 && int.TryParse(parts[0], CultureInfo.InvariantCulture, out int shard)
            && long.TryParse(parts[1], CultureInfo.InvariantCulture, out long sequence)
            && int.TryParse(parts[2], CultureInfo.InvariantCulture, out int line)
            && shard >= 0 && shard < context.Grains.ShardCount && sequence >= 0 && line >= 0
            ? new LedgerPlace(shard, sequence, line)
            : throw Pages.NoCursor(text);
    }
}
