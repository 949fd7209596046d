using WorldModel.Client;
using WorldModel.Client.Wire;

namespace WorldModel.Bench.Serving;

/// <summary>Campaigns on Purchase World with two or five treatments.</summary>
internal static class BenchCampaign
{
    /// <summary>Push, coupon, both, the store's campaign, and all three.</summary>
    public static readonly CampaignTreatment[] Five =
    [
        new("push", Actions("push"), .05), new("coupon", Actions("coupon"), .15),
        new("push+coupon", Actions("push", "coupon"), .20), new("campaign", Actions("campaign"), .30),
        new("all", Actions("push", "coupon", "campaign"), .50),
    ];

    public static CampaignItem Item(string id, DateOnly day, int treatments) => new()
    {
        Id = id,
        BudgetPerConsumer = .0225,
        Day = day,
        Treatments = Five[..treatments],
        Values = [new("visit", .30), new("purchase", 10)],
    };

    /// <summary>Creates a campaign and takes it to its price.</summary>
    public static async Task<CampaignInfo> Allocate(WorldModelClient client, CampaignItem item)
    {
        await client.CreateCampaignAsync(item);
        await client.AllocateAsync(item.Id);
        return await client.WaitAsync(item.Id, "allocated");
    }

    private static Dictionary<string, string> Actions(params string[] names) =>
        names.ToDictionary(name => name, _ => "1");
}
