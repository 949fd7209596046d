using WorldModel.Cli.Demo.Rules;
using WorldModel.Cli.Serving;
using WorldModel.Cli.Terminal;
using WorldModel.Client.Wire;

namespace WorldModel.Cli.Demo;

/// <summary>The campaign, run through the API from create to the last page of decisions.</summary>
/// <param name="Report">The silo's own report.</param>
/// <param name="Decisions">One a consumer, in the world's order.</param>
internal sealed record DemoCampaign(CampaignReportInfo Report, CampaignDecisionItem[] Decisions)
{
    public static async Task<DemoCampaign> Run(
        DemoWorld world, DemoSilo silo, CampaignItem campaign, PhaseProgress progress, CancellationToken stop)
    {
        var run = new CampaignRun(silo.Client);
        await silo.Client.CreateCampaignAsync(campaign, stop);
        await run.Estimate(campaign.Id, progress, stop);
        await run.Allocate(campaign.Id, progress, stop);
        await run.Decide(campaign.Id, progress, stop);
        var report = await silo.Client.ReportAsync(campaign.Id, stop);
        var decisions = new Dictionary<string, CampaignDecisionItem>();
        await foreach (var decision in silo.Client.AllDecisionsAsync(campaign.Id, stop))
            decisions.Add(decision.Consumer, decision);
        return new DemoCampaign(
            report, [.. Enumerable.Range(0, world.Consumers).Select(c => decisions[world.IdOf(c)])]);
    }

    /// <summary>The decisions as a plan to be judged; it claims what the silo reports.</summary>
    public Plan ToPlan(string name, OptionGrid grid)
    {
        var chosen = Array.ConvertAll(Decisions, d => Array.IndexOf(grid.Treatments, d.Treatment));
        return new Plan(name, chosen, Array.ConvertAll(chosen, t => t < 0 ? 0.0 : 1.0), Report.Campaign.Value);
    }
}
