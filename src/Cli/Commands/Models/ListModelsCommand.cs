using System.CommandLine;
using WorldModel.Cli.Commands.Campaigns;
using WorldModel.Cli.Terminal;
using WorldModel.Cli.Trust;
using WorldModel.Client;

namespace WorldModel.Cli.Commands.Models;

/// <summary><c>worldmodel model list</c>.</summary>
internal sealed class ListModelsCommand : SiloCommand
{
    public ListModelsCommand(CommandContext context)
        : base("list", "Lists the silo's models: live, previous, candidates, shadow.", "worldmodel model list",
            context) =>
        Accepts(Url);

    protected override async Task<CommandOutcome> Run(
        ParseResult arguments, WorldModelClient client, CommandContext context) =>
        ModelPrinter.Outcome(context.Out, await client.ModelsAsync(context.Stop));
}
