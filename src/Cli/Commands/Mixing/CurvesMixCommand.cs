using System.CommandLine;
using WorldModel.Cli.MediaMix;
using WorldModel.Cli.Terminal;

namespace WorldModel.Cli.Commands.Mixing;

/// <summary><c>worldmodel mmm curves</c>: outcome and return by multiples of a channel's spend.</summary>
internal sealed class CurvesMixCommand : MixCommand
{
    public CurvesMixCommand(CommandContext context)
        : base("curves", "Draws outcome and return by multiples of each channel's spend in the last weeks.",
            "worldmodel mmm curves --mix mix/mix.json --out mix", context) =>
        Accepts([.. Input.All(fitted: true), Weeks, Folder]);

    protected override async Task<CommandOutcome> Run(ParseResult arguments, CommandContext context)
    {
        var fit = await Input.Fit(arguments, context);
        var (answers, trust) = await Ask(fit, arguments.GetValue(Weeks), context);
        var curves = await Curves(fit, answers, context);
        MixPrinter.Print(context.Out, trust);
        MixPrinter.Print(context.Out, curves);
        return await Write(arguments, context, fit, answers, trust, curves, plan: null);
    }
}
