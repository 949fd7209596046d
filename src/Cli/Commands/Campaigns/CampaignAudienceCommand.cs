using System.CommandLine;
using System.Text.Json.Nodes;
using Spectre.Console;
using WorldModel.Cli.Files;
using WorldModel.Cli.Serving;
using WorldModel.Cli.Terminal;
using WorldModel.Client;
using WorldModel.Schema.Readers;

namespace WorldModel.Cli.Commands.Campaigns;

/// <summary><c>worldmodel campaign audience</c>.</summary>
internal sealed class CampaignAudienceCommand : SiloCommand
{
    private readonly Option<string> _id = IdOption();
    private readonly Option<string?> _file = OptionOf.InputFile(
        "--file", "The consumers: a table with a column consumer", required: true);
    private readonly Option<bool> _remove = new("--remove") { Description = "Take them off the list" };

    public CampaignAudienceCommand(CommandContext context)
        : base("audience", "Puts consumers on a campaign's list, where its audience is one, or takes them off.",
            "worldmodel campaign audience --id spring --file members.csv", context) =>
        Accepts(_id, _file, _remove, Url);

    protected override async Task<CommandOutcome> Run(
        ParseResult arguments, WorldModelClient client, CommandContext context)
    {
        var (path, report) = (arguments.GetRequiredValue(_file)!, new RowReport());
        var upload = new AudienceUpload(client, arguments.GetRequiredValue(_id), arguments.GetValue(_remove));
        var changed = await context.Phases.Run("audience", _ => upload.Send(path, report, context.Stop));
        RowProblems.Print(context, path, report);
        context.Out.WriteLine($"{Counted.Of(report.Accepted, "consumer")}, {changed:N0} changed the list");
        return new CommandOutcome(new JsonObject
        {
            ["changed"] = changed,
            ["rows"] = RowProblems.Json(report),
        });
    }
}
