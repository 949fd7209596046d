using System.CommandLine;
using WorldModel.Cli.Commands.Campaigns;
using WorldModel.Cli.Terminal;
using WorldModel.Cli.Trust;
using WorldModel.Client;

namespace WorldModel.Cli.Commands.Models;

/// <summary><c>worldmodel model promote</c>.</summary>
internal sealed class PromoteModelCommand : SiloCommand
{
    private readonly Option<string> _model = ModelPrinter.Option(required: true);

    public PromoteModelCommand(CommandContext context)
        : base("promote", "Makes a candidate live; the one live until now can be rolled back to.",
            "worldmodel model promote --model HASH", context) =>
        Accepts(_model, Url);

    protected override async Task<CommandOutcome> Run(
        ParseResult arguments, WorldModelClient client, CommandContext context) => ModelPrinter.Outcome(
            context.Out, await client.PromoteAsync(arguments.GetRequiredValue(_model), context.Stop));
}
