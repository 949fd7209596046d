using System.Diagnostics;
using System.Text.Json;
using WorldModel.Client;
using WorldModel.Client.Wire;

namespace WorldModel.Silo.Orleans.Tests.Processes;

/// <summary>
/// Campaigns over the quiet consumers of all shards, one after another: estimated, allocated and decided, through
/// whichever silo answers.
/// </summary>
internal sealed class ScanLoad(PatientClient client, Market market)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private int _turn;

    /// <summary>A campaign at its end: its figures, and every decision, by consumer.</summary>
    internal sealed record Outcome(string Id, string Figures, double Spend, IReadOnlyList<string> Decisions);

    public List<Outcome> Ended { get; } = [];

    /// <summary>What is under way.</summary>
    public string Now { get; private set; } = "nothing";

    /// <summary>One campaign after another until told to stop; the last one is brought to its end.</summary>
    public async Task Run(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var id = $"scan-{Ended.Count}";
            await Ask(silo => silo.CreateCampaignAsync(market.Scan(id)));
            await Ask(silo => silo.PutAudienceAsync(id, Market.AllQuiet));
            await Reach(id, "estimated", silo => silo.EstimateAsync(id));
            await Reach(id, "allocated", silo => silo.AllocateAsync(id));
            var info = await Reach(id, "decided", silo => silo.DecideCampaignAsync(id));
            Ended.Add(Of(info, await Ask(silo => Decisions(silo, id))));
        }
        Now = "nothing";
    }

    /// <summary>The same campaign where nobody disturbs it.</summary>
    public static async Task<Outcome> Undisturbed(WorldModelClient silo, Market market, string id)
    {
        await silo.CreateCampaignAsync(market.Scan(id));
        await silo.PutAudienceAsync(id, Market.AllQuiet);
        await silo.DecideCampaignAsync(id);
        var info = await silo.WaitAsync(id, "decided");
        return Of(info, await Decisions(silo, id));
    }

    private async Task<CampaignInfo> Reach(
        string id, string stage, Func<WorldModelClient, Task<CampaignInfo>> request)
    {
        Now = $"{id} until {stage}";
        await Ask(request);
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < Patience; await Task.Delay(Pause))
        {
            var info = await Ask(silo => silo.CampaignAsync(id));
            if (info.Error is { } error)
                throw new InvalidOperationException($"{id}: {error}");
            if (info.Stage == stage)
                return info;
        }
        throw new TimeoutException($"{id} was not {stage} in {Patience.TotalSeconds} s");
    }

    private async Task<T> Ask<T>(Func<WorldModelClient, Task<T>> ask)
        where T : class => await client.Ask(_turn++, ask) ?? throw new TimeoutException($"no answer: {Now}");

    private static async Task<List<CampaignDecisionItem>> Decisions(WorldModelClient silo, string id)
    {
        var decisions = new List<CampaignDecisionItem>();
        await foreach (var decision in silo.AllDecisionsAsync(id))
            decisions.Add(decision);
        return decisions;
    }

    private static Outcome Of(CampaignInfo info, List<CampaignDecisionItem> decisions) => new(
        info.Id, JsonSerializer.Serialize(info, WireJson.Default.CampaignInfo), info.Spend,
        [
            .. decisions.OrderBy(decision => decision.Consumer, StringComparer.Ordinal)
                .Select(decision => JsonSerializer.Serialize(decision, WireJson.Default.CampaignDecisionItem)),
        ]);
}
