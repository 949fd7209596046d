using System.CommandLine;
using WorldModel.Cli.Commands.Mixing;
using WorldModel.Cli.Terminal;

namespace WorldModel.Cli.Commands;

/// <summary><c>worldmodel mmm</c>: how the money is split over channels, from weekly aggregates.</summary>
internal sealed class MmmCommand : Command
{
    public MmmCommand(CommandContext context)
        : base("mmm", "Media mix: what channels bring, from weekly aggregates, and how to split a budget over them.")
    {
        Add(new FitMixCommand(context));
        Add(new ReportMixCommand(context));
        Add(new CurvesMixCommand(context));
        Add(new OptimiseMixCommand(context));
    }
}
