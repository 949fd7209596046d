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
    private readonly Option<string?> _out = OptionOf.OutputFile(
        "--out", "Also write a page with pictures to this file");

    public CampaignReportCommand(CommandContext context)
        : base("report", "What a campaign did: lift over the hold-out, claimed against delivered, what other policies "
            + "would have earned, spend and pace.",
            "worldmodel campaign report --id purchase-day-after --out report.html", context) =>
        Accepts(_id, Url, _out);

    protected override async Task<CommandOutcome> Run(
        ParseResult arguments, WorldModelClient client, CommandContext context)
    {
        var report = await client.ReportAsync(arguments.GetRequiredValue(_id), context.Stop);
        CampaignPrinter.Print(context.Out, report.Campaign);
        if (report.Measured is { } measured)
            MeasurementPrinter.Print(context.Out, measured);
        foreach (var note in report.Notes.Except(report.Campaign.Notes ?? []))
            context.Out.WriteLine("note: " + note);
        if (arguments.GetValue(_out) is { } path)
        {
            (string, string)[] provenance =
            [
                ("command", $"worldmodel campaign report --id {report.Campaign.Id}"),
                ("model", report.Campaign.Model ?? "none"),
            ];
            await File.WriteAllTextAsync(path, CampaignPage.Render(report, provenance), context.Stop);
            context.Out.WriteLine($"page: {path}");
        }
        return new CommandOutcome(CampaignJson.Of(report));
    }
}
