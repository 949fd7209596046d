using System.CommandLine;
using System.Globalization;
using WorldModel.Cli.Terminal;
using WorldModel.Evaluation.MediaMix;
using WorldModel.Models.MediaMix;
using WorldModel.Schema;
using WorldModel.Schema.Media;
using WorldModel.Schema.Readers;

namespace WorldModel.Cli.MediaMix;

/// <summary>The options by which all commands of the mix are told their data, and what is made of them.</summary>
internal sealed class MixInput
{
    private readonly Option<string?> _mix = OptionOf.InputFile(
        "--mix", "A mix that mmm fit wrote; in its place the data and columns below fit one");
    private readonly Option<string?> _data = OptionOf.InputFile("--data", "Weekly aggregates (CSV or NDJSON)");
    private readonly Option<string> _outcome = OptionOf.Text("--outcome", "The column of the outcome", "COLUMN");
    private readonly Option<string> _spend = OptionOf.Text("--spend", "Columns of spend, one a channel", "A,B,C");
    private readonly Option<string> _covariates = OptionOf.Text(
        "--covariates", "Columns of what else moves the outcome: numbers or words", "X,Y");
    private readonly Option<string> _geo = OptionOf.Text(
        "--geo", "The column of the geo, if there are several", "COLUMN");
    private readonly Option<string> _week = OptionOf.Text("--week", "The column of the week", "COLUMN", "week");
    private readonly Option<string> _dayFormat = OptionOf.Text(
        "--day-format", "How days are written; otherwise 2025-12-31 or 12/31/2025", "FORMAT");
    private readonly Option<string[]> _prior = new("--prior")
    {
        Description = "What is believed of a channel's return: mean and standard deviation; may be given often",
        HelpName = "CHANNEL=MU:SIGMA",
    };
    private readonly Option<string[]> _lift = new("--lift")
    {
        Description = "A lift test: outcome gained, its standard error, money by which spend was changed",
        HelpName = "CHANNEL=EFFECT:ERROR:SPEND",
    };
    private readonly Option<string> _model = OptionOf.Choice(
        "--model", "What is fitted", "bayes", [.. MixLearners.Names]);
    private readonly Option<int> _seed = OptionOf.Int("--seed", "Of everything drawn", 1);

    /// <param name="fitted">Whether a mix that is fitted already will do.</param>
    public Option[] All(bool fitted) => [
        .. fitted ? [_mix] : (Option[])[], _data, _outcome, _spend, _covariates, _geo, _week, _dayFormat, _prior, _lift,
        _model, _seed];

    /// <summary>Reads the mix, or fits one; tells what was done to the data.</summary>
    public async Task<MixFit> Fit(ParseResult arguments, CommandContext context)
    {
        // The options of fit lack --mix: it is asked for only where it was declared.
        var mayBeFitted = arguments.CommandResult.Command.Options.Contains(_mix);
        if (mayBeFitted && arguments.GetValue(_mix) is { } path)
        {
            RequireNothingBeside(arguments);
            return MixFile.Read(path, await File.ReadAllTextAsync(path, context.Stop));
        }

        if (arguments.GetValue(_data) is null)
        {
            throw mayBeFitted
                ? new InputException("--mix", null, "a mix that mmm fit wrote, or weekly aggregates as --data")
                : new InputException("--data", null, "the path of weekly aggregates");
        }

        var table = await context.Phases.Compute(
            "read", _ => Read(arguments), t => $"{t.Weeks} weeks, {t.Geos.Length} geo, {t.Channels.Length} channels");
        foreach (var note in table.Notes) context.Out.Profile.Out.Writer.WriteLine("note: " + note);
        var priors = Priors(arguments, table);
        var (learner, seed) = (MixLearners.Of(arguments.GetRequiredValue(_model)), (ulong)arguments.GetValue(_seed));
        return await Fit(context, learner, table, priors, seed);
    }

    private static async Task<MixFit> Fit(
        CommandContext context, IMixLearner learner, WeeklyTable table, MixPriors priors, ulong seed)
    {
        var holdOut = await context.Phases.Compute(
            "hold-out", progress => HoldOut.Run(
                learner, table, priors, seed, Told(progress, learner.Model), progress.Stop),
            held => FormattableString.Invariant($"error {held.Error:P1}, last year's weeks {held.Naive:P1}"));
        var ridge = learner.Model == "ridge" ? holdOut : await context.Phases.Compute(
            "ridge", progress => HoldOut.Run(
                MixLearners.Of("ridge"), table, priors, seed, Told(progress, "hold-out"), progress.Stop),
            held => FormattableString.Invariant($"error {held.Error:P1}"));
        var mix = await context.Phases.Compute(
            "fit", progress => learner.Learn(table, priors, seed, Told(progress, learner.Model), progress.Stop),
            fitted => $"{fitted.Draws} draws");
        return new MixFit(mix, priors, seed, holdOut, ridge);
    }

    /// <summary>A mix holds its weeks, priors and model: saying them again would be passed over.</summary>
    private void RequireNothingBeside(ParseResult arguments)
    {
        foreach (var option in All(fitted: false))
        {
            if (arguments.GetResult(option) is { Implicit: false } given)
            {
                throw new InputException(
                    option.Name, string.Join(' ', given.Tokens.Select(token => token.Value)),
                    "nothing beside --mix, which holds weeks, priors and model");
            }
        }
    }

    private static Action<double> Told(PhaseProgress progress, string what) => share => progress.Report(share, what);

    private WeeklyTable Read(ParseResult arguments)
    {
        var columns = new WeeklyColumns(Required(arguments, _outcome), Names(Required(arguments, _spend)))
        {
            Covariates = Names(arguments.GetValue(_covariates)),
            Geo = arguments.GetValue(_geo),
            Week = arguments.GetRequiredValue(_week),
            DayFormat = arguments.GetValue(_dayFormat),
        };
        using var table = Table.Open(arguments.GetValue(_data)!);
        return WeeklyTableReader.Read(table, columns);
    }

    private MixPriors Priors(ParseResult arguments, WeeklyTable table)
    {
        var priors = MixPriors.Default(table);
        foreach (var text in arguments.GetValue(_prior) ?? [])
        {
            var (channel, numbers) = Parts("--prior", text, 2, "CHANNEL=MU:SIGMA");
            priors = priors.With(channel, new RoiPrior(numbers[0], numbers[1]));
        }

        foreach (var text in arguments.GetValue(_lift) ?? [])
        {
            var (channel, numbers) = Parts("--lift", text, 3, "CHANNEL=EFFECT:ERROR:SPEND, the last two above 0");
            if (!(numbers[1] > 0 && numbers[2] > 0))
                throw new InputException("--lift", text, "CHANNEL=EFFECT:ERROR:SPEND, the last two above 0");
            priors = priors.With(new LiftTest(channel, numbers[2], numbers[0], numbers[1]));
        }

        return priors;
    }

    /// <summary>NAME=1:2 as a name and numbers.</summary>
    internal static (string Name, double[] Numbers) Parts(string option, string text, int count, string expected)
    {
        var at = text.LastIndexOf('=');
        var parts = at > 0 ? text[(at + 1)..].Split(':') : [];
        var numbers = new double[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (!double.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i])
                || !double.IsFinite(numbers[i]))
                throw new InputException(option, text, expected);
        }

        return parts.Length == count ? (text[..at], numbers) : throw new InputException(option, text, expected);
    }

    private static string Required(ParseResult arguments, Option<string> option) => arguments.GetValue(option)
        ?? throw new InputException(option.Name, null, "a column of the data");

    private static string[] Names(string? list) =>
        list?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
}
