using System.CommandLine;
using WorldModel.Cli.Commands.Campaigns;
using WorldModel.Cli.Terminal;

namespace WorldModel.Cli.Commands;

/// <summary><c>worldmodel campaign</c>: campaigns of a running silo, whole or stage by stage.</summary>
internal sealed class CampaignCommand : Command
{
    public CampaignCommand(CommandContext context)
        : base("campaign", "Runs a campaign in a running silo: create, estimate, allocate, decide, report.")
    {
        Add(new RunCampaignCommand(context));
        Add(new CreateCampaignCommand(context));
        Add(new EstimateCampaignCommand(context));
        Add(new CampaignStageCommand("allocate", "Finds the price at which the budget is spent.",
            (run, id, progress, stop) => run.Allocate(id, progress, stop), context));
        Add(new CampaignStageCommand("decide", "Decides every consumer at that price and commits the money.",
            (run, id, progress, stop) => run.Decide(id, progress, stop), context));
        Add(new CampaignStageCommand("close", "Ends a campaign: it decides nothing more, and what it did stays.",
            (run, id, progress, stop) => run.Close(id, progress, stop), context));
        Add(new CampaignAudienceCommand(context));
        Add(new CampaignReportCommand(context));
        Add(new CampaignDecisionsCommand(context));
        Add(new ListCampaignsCommand(context));
    }
}
