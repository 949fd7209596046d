using System.CommandLine;
using System.Text.Json.Nodes;
using Spectre.Console;
using WorldModel.Cli.Serving;
using WorldModel.Cli.Terminal;
using WorldModel.Client;

namespace WorldModel.Cli.Commands.Campaigns;

/// <summary><c>worldmodel campaign decisions</c>.</summary>
internal sealed class CampaignDecisionsCommand : SiloCommand
{
    private readonly Option<string> _id = IdOption();
    private readonly Option<string?> _out = OptionOf.OutputFile("--out", "The CSV file to write", required: true);

    public CampaignDecisionsCommand(CommandContext context)
        : base("decisions", "Writes a decided campaign's decisions as CSV.",
            "worldmodel campaign decisions --id purchase-day-after --out decisions.csv", context) =>
        Accepts(_id, _out, Url);

    protected override async Task<CommandOutcome> Run(
        ParseResult arguments, WorldModelClient client, CommandContext context)
    {
        var path = arguments.GetRequiredValue(_out)!;
        var count = await context.Phases.Run("decisions",
            _ => DecisionsCsv.Write(client, arguments.GetRequiredValue(_id), path, context.Stop), n => $"{n:N0} rows");
        context.Out.WriteLine($"{count:N0} decisions in {path}");
        return new CommandOutcome(new JsonObject { ["decisions"] = count, ["file"] = path });
    }
}
