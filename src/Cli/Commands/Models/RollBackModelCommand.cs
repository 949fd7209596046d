using System.CommandLine;
using WorldModel.Cli.Commands.Campaigns;
using WorldModel.Cli.Terminal;
using WorldModel.Cli.Trust;
using WorldModel.Client;

namespace WorldModel.Cli.Commands.Models;

/// <summary><c>worldmodel model rollback</c>.</summary>
internal sealed class RollBackModelCommand : SiloCommand
{
    public RollBackModelCommand(CommandContext context)
        : base("rollback", "Makes the model live again that was before.", "worldmodel model rollback", context) =>
        Accepts(Url);

    protected override async Task<CommandOutcome> Run(
        ParseResult arguments, WorldModelClient client, CommandContext context) =>
        ModelPrinter.Outcome(context.Out, await client.RollBackAsync(context.Stop));
}
