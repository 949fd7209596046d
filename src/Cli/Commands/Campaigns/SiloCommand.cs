using System.CommandLine;
using WorldModel.Cli.Serving;
using WorldModel.Cli.Terminal;
using WorldModel.Client;

namespace WorldModel.Cli.Commands.Campaigns;

/// <summary>A command that talks to a running silo.</summary>
internal abstract class SiloCommand(string name, string description, string example, CommandContext context)
    : CliCommand(name, description, example, context)
{
    protected Option<Uri> Url { get; } = SiloAddress.Option();

    protected static Option<string> IdOption() =>
        OptionOf.Text("--id", "The campaign's id", "ID", required: true);

    protected abstract Task<CommandOutcome> Run(ParseResult arguments, WorldModelClient client, CommandContext context);

    protected override async Task<CommandOutcome> Run(ParseResult arguments, CommandContext context)
    {
        using var http = SiloAddress.Connect(arguments.GetRequiredValue(Url));
        return await Run(arguments, SiloAddress.Client(http), context);
    }
}
