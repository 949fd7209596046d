using System.CommandLine;
using WorldModel.Cli.Serving;
using WorldModel.Cli.Terminal;
using WorldModel.Client;

namespace WorldModel.Cli.Commands.Campaigns;

/// <summary><c>worldmodel campaign run</c>: all stages, then the report and the decisions.</summary>
internal sealed class RunCampaignCommand : SiloCommand
{
    private readonly Option<string?> _file = OptionOf.InputFile("--file", "The campaign", required: true);
    private readonly Option<string?> _decisions = OptionOf.OutputFile(
        "--decisions", "Write the decisions as CSV to this file");

    public RunCampaignCommand(CommandContext context)
        : base("run", "Creates a campaign and takes it through all stages to its decisions.",
            "worldmodel campaign run --file examples/purchase-campaign.json --decisions decisions.csv", context) =>
        Accepts(_file, Url, _decisions);

    protected override async Task<CommandOutcome> Run(
        ParseResult arguments, WorldModelClient client, CommandContext context)
    {
        var campaign = CampaignFile.Read(arguments.GetRequiredValue(_file)!);
        var run = new CampaignRun(client);
        await client.CreateCampaignAsync(campaign, context.Stop);
        await context.Phases.Run(
            "estimate", p => run.Estimate(campaign.Id, p, context.Stop), c => Counted.Of(c.Audience, "consumer"));
        await context.Phases.Run("allocate", p => run.Allocate(campaign.Id, p, context.Stop));
        await context.Phases.Run("decide", p => run.Decide(campaign.Id, p, context.Stop));
        var report = await client.ReportAsync(campaign.Id, context.Stop);
        CampaignPrinter.Print(context.Out, report.Campaign);
        if (arguments.GetValue(_decisions) is { } path)
            await DecisionsCsv.Write(client, campaign.Id, path, context.Stop);
        return new CommandOutcome(CampaignJson.Of(report));
    }
}
