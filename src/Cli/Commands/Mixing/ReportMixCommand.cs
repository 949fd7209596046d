using System.CommandLine;
using WorldModel.Cli.MediaMix;
using WorldModel.Cli.Terminal;

namespace WorldModel.Cli.Commands.Mixing;

/// <summary><c>worldmodel mmm report</c>: what channels brought in the last weeks.</summary>
internal sealed class ReportMixCommand : MixCommand
{
    public ReportMixCommand(CommandContext context)
        : base("report", "Says what each channel brought in the last weeks, with intervals, and whether to trust it.",
            "worldmodel mmm report --mix mix/mix.json --weeks 26 --out mix", context) =>
        Accepts([.. Input.All(fitted: true), Weeks, Folder]);

    protected override async Task<CommandOutcome> Run(ParseResult arguments, CommandContext context)
    {
        var fit = await Input.Fit(arguments, context);
        var (answers, trust) = await Ask(fit, arguments.GetValue(Weeks), context);
        var curves = await Curves(fit, answers, context);
        MixPrinter.Print(context.Out, fit, answers, trust);
        return await Write(arguments, context, fit, answers, trust, curves, plan: null);
    }
}
