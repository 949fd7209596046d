using System.CommandLine;
using WorldModel.Cli.Commands.Models;
using WorldModel.Cli.Terminal;

namespace WorldModel.Cli.Commands;

/// <summary><c>worldmodel model</c>: which model a running silo answers by.</summary>
internal sealed class ModelCommand : Command
{
    public ModelCommand(CommandContext context)
        : base("model", "The models of a running silo: which is live, which stand by, which decides in the shadow.")
    {
        Add(new ListModelsCommand(context));
        Add(new RegisterModelCommand(context));
        Add(new PromoteModelCommand(context));
        Add(new RollBackModelCommand(context));
        Add(new ShadowModelCommand(context));
    }
}
