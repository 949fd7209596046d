using System.CommandLine;
using WorldModel.Cli.MediaMix;
using WorldModel.Cli.Terminal;
using WorldModel.Schema;

namespace WorldModel.Cli.Commands.Mixing;

/// <summary><c>worldmodel mmm report</c>: what channels brought in the last weeks.</summary>
internal sealed class ReportMixCommand : MixCommand
{
    private const string Moved = "FROM:TO=MONEY, two channels and an amount";

    private readonly Option<string[]> _shift = new("--shift")
    {
        Description = "Also say what comes of moving money from one channel to another; may be given often",
        HelpName = "FROM:TO=MONEY",
    };

    public ReportMixCommand(CommandContext context)
        : base("report", "Says what each channel brought in the last weeks, with intervals, and whether to trust it.",
            "worldmodel mmm report --mix mix/mix.json --weeks 26 --out mix", context) =>
        Accepts([.. Input.All(fitted: true), Weeks, _shift, Folder]);

    protected override async Task<CommandOutcome> Run(ParseResult arguments, CommandContext context)
    {
        var fit = await Input.Fit(arguments, context);
        var moves = Array.ConvertAll(arguments.GetValue(_shift) ?? [], text => Move(text, fit.Mix.Fitted.Channels));
        var (answers, trust) = await Ask(fit, arguments.GetValue(Weeks), context);
        var shifts = Array.ConvertAll(moves, move => answers.Shift(move.From, move.To, move.Money));
        var curves = await Curves(fit, answers, context);
        MixPrinter.Print(context.Out, fit, answers, trust);
        foreach (var shift in shifts) MixPrinter.Print(context.Out, shift);
        return await Write(
            arguments, context, fit, answers, trust, curves, plan: null, shifts.Length > 0 ? shifts : null);
    }

    /// <summary>Names may hold a colon, so that both sides are looked up.</summary>
    private static (int From, int To, double Money) Move(string text, string[] channels)
    {
        var (names, numbers) = MixInput.Parts("--shift", text, 1, Moved);
        for (var at = names.IndexOf(':'); at > 0; at = names.IndexOf(':', at + 1))
        {
            var (from, to) = (Array.IndexOf(channels, names[..at]), Array.IndexOf(channels, names[(at + 1)..]));
            if (from >= 0 && to >= 0) return (from, to, numbers[0]);
        }

        throw new InputException("--shift", text, $"{Moved} of {string.Join(", ", channels)}");
    }
}
