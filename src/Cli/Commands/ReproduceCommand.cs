using System.CommandLine;
using WorldModel.Cli.Commands.Reproducing;
using WorldModel.Cli.Terminal;

namespace WorldModel.Cli.Commands;

/// <summary><c>worldmodel reproduce</c>: published results, repeated and measured anew.</summary>
internal sealed class ReproduceCommand : Command
{
    public ReproduceCommand(CommandContext context)
        : base("reproduce", "Repeats what papers claim, on data whose truth is known and on real data.")
    {
        Add(new CausalTransformerCommand(context));
        Add(new DfclCommand(context));
        Add(new ThreeInOneCommand(context));
        Add(new MediaMixCommand(context));
    }
}
