using System.CommandLine;
using Spectre.Console;
using WorldModel.Cli.Serving;
using WorldModel.Cli.Terminal;
using WorldModel.Client;

namespace WorldModel.Cli.Commands.Campaigns;

/// <summary><c>worldmodel campaign report</c>.</summary>
internal sealed class CampaignReportCommand : SiloCommand
{
    private readonly Option<string> _id = IdOption();

    public CampaignReportCommand(CommandContext context)
        : base("report", "Where a campaign stands: totals by treatment and group, claimed value, frontier.",
            "worldmodel campaign report --id purchase-day-after --json report.json", context) =>
        Accepts(_id, Url);

    protected override async Task<CommandOutcome> Run(
        ParseResult arguments, WorldModelClient client, CommandContext context)
    {
        var report = await client.ReportAsync(arguments.GetRequiredValue(_id), context.Stop);
        CampaignPrinter.Print(context.Out, report.Campaign);
        foreach (var note in report.Notes)
            context.Out.WriteLine("note: " + note);
        return new CommandOutcome(CampaignJson.Of(report));
    }
}
