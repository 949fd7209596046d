using WorldModel.Cli.Demo.Rules;
using WorldModel.Client.Wire;
using WorldModel.Simulation;

namespace WorldModel.Cli.Demo;

/// <summary>What a campaign's options are truly worth on its day, which only a simulation can say.</summary>
internal static class DemoTruth
{
    /// <param name="world">The world.</param>
    /// <param name="campaign">The options and what outcomes are worth.</param>
    /// <param name="storeCampaigns">Whether campaigns that stores run on the day are on, as they truly are.</param>
    public static OptionGrid Of(DemoWorld world, CampaignItem campaign, bool storeCampaigns = true)
    {
        var options = campaign.Treatments;
        var worth = campaign.Values.ToDictionary(v => v.Outcome, v => v.Value * v.Margin);
        var values = new double[world.Consumers * options.Length];
        Parallel.For(0, world.Consumers, consumer =>
        {
            var untreated = world.Panel.SurroundingsAt(consumer, world.Panel.Days);
            untreated = untreated with { Campaign = untreated.Campaign && storeCampaigns };
            for (var option = 0; option < options.Length; option++)
            {
                values[consumer * options.Length + option] = world.Truth.IncrementalValue(
                    consumer, world.Panel.Days, Treated(untreated, options[option]), untreated,
                    worth.GetValueOrDefault("visit"), worth.GetValueOrDefault("purchase"));
            }
        });
        return new OptionGrid([.. options.Select(o => o.Name)], [.. options.Select(o => o.Cost)], values);
    }

    private static PurchaseActions Treated(PurchaseActions untreated, CampaignTreatment treatment) => untreated with
    {
        Push = treatment.Actions.ContainsKey("push"),
        Coupon = treatment.Actions.ContainsKey("coupon"),
    };
}
