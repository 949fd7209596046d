using WorldModel.Client;
using WorldModel.Client.Wire;

namespace WorldModel.Silo.Tests.Api;

/// <summary>A campaign of the small world, run to its end.</summary>
internal static class CampaignFlow
{
    public static CampaignItem Campaign(string id = "spring") => new()
    {
        Id = id,
        BudgetPerConsumer = 0.0225,
        Treatments =
        [
            new("push", new() { ["push"] = "1" }, 0.05),
            new("coupon", new() { ["coupon"] = "1" }, 0.15),
        ],
        Values = [new("visit", 0.30), new("purchase", 10)],
    };

    public static async Task<CampaignInfo> Run(WorldModelClient client, string id = "spring")
    {
        await client.CreateCampaignAsync(Campaign(id));
        await client.DecideCampaignAsync(id);
        return await client.WaitAsync(id, "decided");
    }

    public static async Task<List<CampaignDecisionItem>> Decisions(WorldModelClient client, string id = "spring")
    {
        var decisions = new List<CampaignDecisionItem>();
        await foreach (var decision in client.AllDecisionsAsync(id))
            decisions.Add(decision);
        return [.. decisions.OrderBy(decision => decision.Consumer, StringComparer.Ordinal)];
    }
}
