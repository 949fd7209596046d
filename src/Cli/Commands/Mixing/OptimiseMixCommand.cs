using System.CommandLine;
using WorldModel.Cli.MediaMix;
using WorldModel.Cli.Terminal;
using WorldModel.Evaluation.MediaMix;
using WorldModel.Schema;

namespace WorldModel.Cli.Commands.Mixing;

/// <summary><c>worldmodel mmm optimise</c>: splits the same money better.</summary>
internal sealed class OptimiseMixCommand : MixCommand
{
    private const double MostMultiple = 100;
    private const string AroundOne =
        "CHANNEL=LEAST:MOST, multiples of what it has: LEAST from 0 to 1, MOST from 1 to 100";

    private readonly Option<double> _least = OptionOf.Number(
        "--least", "Least that a channel gets, as a multiple of what it had", .5, 0, 1);
    private readonly Option<double> _most = OptionOf.Number(
        "--most", "Most that a channel gets, as a multiple of what it had", 1.5, 1, MostMultiple);
    private readonly Option<string[]> _bounds = new("--bound")
    {
        Description = "Bounds of one channel in their place; may be given often",
        HelpName = "CHANNEL=LEAST:MOST",
    };

    public OptimiseMixCommand(CommandContext context)
        : base("optimise", "Splits the money of the last weeks over channels for the largest expected outcome, each "
            + "channel within its bounds and no week above the largest observed. Never worse than the current split by "
            + "the model's own account. A channel whose effect is refused keeps what it has; a mix that is refused "
            + "gets no plan.",
            "worldmodel mmm optimise --mix mix/mix.json --least .7 --most 1.3 --out mix", context) =>
        Accepts([.. Input.All(fitted: true), Weeks, _least, _most, _bounds, Folder]);

    protected override async Task<CommandOutcome> Run(ParseResult arguments, CommandContext context)
    {
        var fit = await Input.Fit(arguments, context);
        var bounds = Bounds(arguments, fit, Window(fit, arguments.GetValue(Weeks)));
        var (answers, trust) = await Ask(fit, arguments.GetValue(Weeks), context);
        MixPrinter.Print(context.Out, trust);
        if (trust.IsRefused)
            return (await Write(arguments, context, fit, answers, trust, [], plan: null)) with { Ok = false };
        var held = trust.Hold(fit.Mix.Fitted, answers.Window, bounds);
        var plan = await context.Phases.Compute(
            "optimise", progress => BudgetOptimiser.Optimise(fit.Mix, answers.Window, held, progress.Stop));
        MixPrinter.Print(context.Out, plan);
        return await Write(arguments, context, fit, answers, trust, [], plan);
    }

    private BudgetBounds[] Bounds(ParseResult arguments, MixFit fit, WeekWindow window)
    {
        var table = fit.Mix.Fitted;
        var bounds = BudgetBounds.Around(table, window, arguments.GetValue(_least), arguments.GetValue(_most));
        var bounded = new HashSet<string>(StringComparer.Ordinal);
        foreach (var text in arguments.GetValue(_bounds) ?? [])
        {
            var (channel, numbers) = MixInput.Parts("--bound", text, 2, AroundOne);
            if (!(numbers[0] is >= 0 and <= 1 && numbers[1] is >= 1 and <= MostMultiple))
                throw new InputException("--bound", text, AroundOne);
            var at = Array.IndexOf(table.Channels, channel);
            if (at < 0)
                throw new InputException("--bound", channel, "one of " + string.Join(", ", table.Channels));
            if (!bounded.Add(channel)) throw new InputException("--bound", text, $"bounds of {channel} once");
            bounds[at] = BudgetBounds.Around(table, window, numbers[0], numbers[1])[at];
        }

        return bounds;
    }
}
