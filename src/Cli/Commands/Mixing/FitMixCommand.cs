using System.CommandLine;
using WorldModel.Cli.MediaMix;
using WorldModel.Cli.Terminal;
using WorldModel.Evaluation.MediaMix;

namespace WorldModel.Cli.Commands.Mixing;

/// <summary><c>worldmodel mmm fit</c>: learns a mix from weekly aggregates and writes it.</summary>
internal sealed class FitMixCommand : MixCommand
{
    public FitMixCommand(CommandContext context)
        : base("fit", "Learns what each channel brings from weekly aggregates, forecasts held-out weeks beside ridge "
            + "and last year's weeks, and writes the mix with its page.",
            "worldmodel mmm fit --data weekly.csv --outcome revenue --spend tv,search --covariates promotion --out mix",
            context) =>
        Accepts([.. Input.All(fitted: false), Weeks, Folder]);

    protected override async Task<CommandOutcome> Run(ParseResult arguments, CommandContext context)
    {
        var fit = await Input.Fit(arguments, context);
        var (answers, trust) = await Ask(fit, arguments.GetValue(Weeks), context);
        var curves = await Curves(fit, answers, context);
        MixPrinter.Print(context.Out, fit, answers, trust);
        var folder = arguments.GetRequiredValue(Folder);
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, "mix.json");
        await File.WriteAllTextAsync(file, MixFile.Write(fit), context.Stop);
        context.Out.Profile.Out.Writer.WriteLine("wrote " + file);
        return await Write(arguments, context, fit, answers, trust, curves, plan: null);
    }
}
