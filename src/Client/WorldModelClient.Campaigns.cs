using System.Text.Json;
using WorldModel.Client.Wire;

namespace WorldModel.Client;

/// <summary>Campaigns and models.</summary>
public sealed partial class WorldModelClient
{
    private const string CursorHeader = "Next-Cursor";

    public Task<CampaignInfo> CreateCampaignAsync(CampaignItem campaign, CancellationToken cancellation = default) =>
        PostAsync("v1/campaigns", campaign, WireJson.Default.CampaignItem, WireJson.Default.CampaignInfo, cancellation);

    public Task<CampaignList> CampaignsAsync(CancellationToken cancellation = default) =>
        GetAsync("v1/campaigns", WireJson.Default.CampaignList, cancellation);

    public Task<CampaignInfo> CampaignAsync(string id, CancellationToken cancellation = default) =>
        GetAsync($"v1/campaigns/{Uri.EscapeDataString(id)}", WireJson.Default.CampaignInfo, cancellation);

    /// <summary>Asks for the work; it goes on after this is answered. Watch <see cref="CampaignAsync"/>.</summary>
    public Task<CampaignInfo> EstimateAsync(string id, CancellationToken cancellation = default) =>
        StageAsync(id, "estimate", cancellation);

    /// <summary>
    /// Asks for an estimate for a day; where that is later than before, for the campaign's next round. It goes on after
    /// this is answered.
    /// </summary>
    public Task<CampaignInfo> EstimateAsync(string id, DateOnly day, CancellationToken cancellation = default) =>
        PostAsync($"v1/campaigns/{Uri.EscapeDataString(id)}/estimate", new EstimateRequest(day),
            WireJson.Default.EstimateRequest, WireJson.Default.CampaignInfo, cancellation);

    /// <summary>Ends a campaign: it decides nothing more, and what it did stays.</summary>
    public Task<CampaignInfo> CloseAsync(string id, CancellationToken cancellation = default) =>
        StageAsync(id, "close", cancellation);

    /// <summary>Puts consumers on a campaign's list; those on it stay.</summary>
    public Task<IngestResult> PutAudienceAsync(
        string id, IReadOnlyCollection<string> consumers, CancellationToken cancellation = default) =>
        AudienceAsync(HttpMethod.Put, id, consumers, cancellation);

    /// <summary>Takes consumers off a campaign's list.</summary>
    public Task<IngestResult> RemoveAudienceAsync(
        string id, IReadOnlyCollection<string> consumers, CancellationToken cancellation = default) =>
        AudienceAsync(HttpMethod.Delete, id, consumers, cancellation);

    /// <inheritdoc cref="EstimateAsync(string, CancellationToken)"/>
    public Task<CampaignInfo> AllocateAsync(string id, CancellationToken cancellation = default) =>
        StageAsync(id, "allocate", cancellation);

    /// <inheritdoc cref="EstimateAsync(string, CancellationToken)"/>
    public Task<CampaignInfo> DecideCampaignAsync(string id, CancellationToken cancellation = default) =>
        StageAsync(id, "decide", cancellation);

    public Task<CampaignReportInfo> ReportAsync(string id, CancellationToken cancellation = default) =>
        GetAsync($"v1/campaigns/{Uri.EscapeDataString(id)}/report", WireJson.Default.CampaignReportInfo, cancellation);

    /// <summary>
    /// Waits until a campaign has reached a stage, telling <paramref name="progress"/> each time it looks.
    /// </summary>
    /// <exception cref="InvalidOperationException">The work stands still: the campaign says why.</exception>
    public async Task<CampaignInfo> WaitAsync(
        string id, string stage, IProgress<CampaignInfo>? progress = null, CancellationToken cancellation = default)
    {
        var pause = TimeSpan.FromMilliseconds(20);
        while (true)
        {
            var campaign = await CampaignAsync(id, cancellation);
            progress?.Report(campaign);
            if (campaign.Error is { } error)
                throw new InvalidOperationException($"campaign {id}: {error}");
            if (Stages.IndexOf(campaign.Stage) >= Stages.IndexOf(stage))
                return campaign;
            await Task.Delay(pause, cancellation);
        }
    }

    /// <summary>A page of decisions, at most <paramref name="limit"/> (10,000), from a cursor on.</summary>
    public async Task<DecisionPageResult> DecisionsAsync(
        string id, string? cursor = null, int limit = 10_000, CancellationToken cancellation = default)
    {
        var path = $"v1/campaigns/{Uri.EscapeDataString(id)}/decisions?limit={limit}"
            + (cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}");
        using var response = await _http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, cancellation);
        if (!response.IsSuccessStatusCode)
            throw await Refusal(response, cancellation);
        var next = response.Headers.TryGetValues(CursorHeader, out var values) ? values.First() : null;
        var decisions = new List<CampaignDecisionItem>();
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancellation));
        while (await lines.ReadLineAsync(cancellation) is { } line)
            decisions.Add(JsonSerializer.Deserialize(line, WireJson.Default.CampaignDecisionItem)!);
        return new DecisionPageResult([.. decisions], next);
    }

    /// <summary>All decisions of a campaign, page by page.</summary>
    public async IAsyncEnumerable<CampaignDecisionItem> AllDecisionsAsync(
        string id, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation = default)
    {
        string? cursor = null;
        do
        {
            var page = await DecisionsAsync(id, cursor, cancellation: cancellation);
            foreach (var decision in page.Decisions)
                yield return decision;
            cursor = page.Next;
        }
        while (cursor is not null);
    }

    /// <summary>Makes a decision again from the journal, and says what would have made it another.</summary>
    public Task<WhyInfo> WhyAsync(WhyRequest request, CancellationToken cancellation = default) => PostAsync(
        "v1/decisions/why", request, WireJson.Default.WhyRequest, WireJson.Default.WhyInfo, cancellation);

    /// <summary>The decision ledger, page by page.</summary>
    public async IAsyncEnumerable<LedgerItem> LedgerAsync(
        string? campaign = null,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation = default)
    {
        string? cursor = null;
        do
        {
            var path = $"v1/decisions/ledger?campaign={Uri.EscapeDataString(campaign ?? "")}"
                + (cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}");
            using var response = await _http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if (!response.IsSuccessStatusCode)
                throw await Refusal(response, cancellation);
            cursor = response.Headers.TryGetValues(CursorHeader, out var values) ? values.First() : null;
            using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancellation));
            while (await lines.ReadLineAsync(cancellation) is { } line)
                yield return JsonSerializer.Deserialize(line, WireJson.Default.LedgerItem)!;
        }
        while (cursor is not null);
    }

    public Task<ModelsInfo> ModelsAsync(CancellationToken cancellation = default) =>
        GetAsync("v1/models", WireJson.Default.ModelsInfo, cancellation);

    /// <summary>Uploads a model file: the server loads and checks it, and registers it as a candidate.</summary>
    public Task<ModelUpload> UploadModelAsync(Stream file, CancellationToken cancellation = default)
    {
        var content = new StreamContent(file);
        content.Headers.ContentType = new("application/octet-stream");
        return SendAsync(HttpMethod.Post, "v1/models", content, WireJson.Default.ModelUpload, cancellation);
    }

    /// <summary>Makes a candidate live.</summary>
    public Task<ModelsInfo> PromoteAsync(string model, CancellationToken cancellation = default) =>
        PostAsync("v1/models/promote", new ModelRequest(model), WireJson.Default.ModelRequest,
            WireJson.Default.ModelsInfo, cancellation);

    /// <summary>Lets a candidate decide beside the live model; nobody acts on it.</summary>
    public Task<ModelsInfo> ShadowAsync(string model, CancellationToken cancellation = default) =>
        PostAsync("v1/models/shadow", new ModelRequest(model), WireJson.Default.ModelRequest,
            WireJson.Default.ModelsInfo, cancellation);

    /// <summary>Takes the candidate out of the shadow; what was counted stays.</summary>
    public Task<ModelsInfo> EndShadowAsync(CancellationToken cancellation = default) =>
        SendAsync(HttpMethod.Post, "v1/models/shadow/end", null, WireJson.Default.ModelsInfo, cancellation);

    /// <summary>What candidates in the shadow would have decided.</summary>
    public Task<ShadowInfo> ShadowReportAsync(CancellationToken cancellation = default) =>
        GetAsync("v1/models/shadow", WireJson.Default.ShadowInfo, cancellation);

    /// <summary>Makes the previous model live again.</summary>
    public Task<ModelsInfo> RollBackAsync(CancellationToken cancellation = default) =>
        SendAsync(HttpMethod.Post, "v1/models/rollback", null, WireJson.Default.ModelsInfo, cancellation);

    private static readonly List<string> Stages = ["created", "estimated", "allocated", "decided", "closed"];

    private Task<IngestResult> AudienceAsync(
        HttpMethod method, string id, IReadOnlyCollection<string> consumers, CancellationToken cancellation) =>
        RepeatAsync(method, $"v1/campaigns/{Uri.EscapeDataString(id)}/audience",
            () => new LineContent<MemberItem>(
                Streamed(consumers.Select(consumer => new MemberItem(consumer))), WireJson.Default.MemberItem,
                cancellation),
            WireJson.Default.IngestResult, cancellation);

    private Task<CampaignInfo> StageAsync(string id, string stage, CancellationToken cancellation) =>
        RepeatAsync(HttpMethod.Post, $"v1/campaigns/{Uri.EscapeDataString(id)}/{stage}", () => null,
            WireJson.Default.CampaignInfo, cancellation);
}
