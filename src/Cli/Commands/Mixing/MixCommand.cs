using System.CommandLine;
using System.Text.Json.Nodes;
using WorldModel.Cli.Files;
using WorldModel.Cli.MediaMix;
using WorldModel.Cli.Terminal;
using WorldModel.Evaluation.MediaMix;

namespace WorldModel.Cli.Commands.Mixing;

/// <summary>What the commands of the mix share: data in, a folder with a page and results out.</summary>
internal abstract class MixCommand(string name, string description, string example, CommandContext context)
    : CliCommand(name, description, example, context)
{
    protected static readonly double[] Multiples = [0, .1, .25, .5, .75, 1, 1.25, 1.5, 2];

    protected MixInput Input { get; } = new();

    protected Option<int> Weeks { get; } = OptionOf.Int(
        "--weeks", "The last weeks, about which is asked; 0: all", 52);

    protected Option<string> Folder { get; } = OptionOf.OutputFolder(
        "--out", "The folder that gets report.html and results.json; of fit, mix.json too", "mix");

    /// <summary>
    /// Answers about the window, and whether to trust them: the mix by all weeks, and the window by its length.
    /// </summary>
    protected static async Task<(MixAnswers Answers, MixTrust Trust)> Ask(MixFit fit, int weeks, CommandContext context)
    {
        var table = fit.Mix.Fitted;
        var all = await context.Phases.Compute("answers", progress =>
            new MixAnswers(fit.Mix, WeekWindow.All(table), progress.Stop));
        var trust = MixTrust.Of(fit.Mix, all, fit.HoldOut);
        var window = Window(fit, weeks);
        if (window == all.Window) return (all, trust);
        return (await context.Phases.Compute("window", progress =>
            new MixAnswers(fit.Mix, window, progress.Stop)), trust.About(window));
    }

    /// <summary>The last weeks, or all where there are fewer or 0 are asked for.</summary>
    protected static WeekWindow Window(MixFit fit, int weeks) => weeks == 0
        ? WeekWindow.All(fit.Mix.Fitted)
        : WeekWindow.Last(fit.Mix.Fitted, weeks);

    protected static Task<ResponseCurve[]> Curves(MixFit fit, MixAnswers answers, CommandContext context) =>
        context.Phases.Compute("curves", _ => Enumerable.Range(0, fit.Mix.Fitted.Channels.Length)
            .Select(channel => answers.Curve(channel, Multiples)).ToArray());

    /// <summary>Writes the page and the results and says so.</summary>
    protected async Task<CommandOutcome> Write(
        ParseResult arguments, CommandContext context, MixFit fit, MixAnswers answers, MixTrust trust,
        ResponseCurve[] curves, BudgetPlan? plan, BudgetShift[]? shifts = null)
    {
        var folder = arguments.GetRequiredValue(Folder);
        var command = "worldmodel " + string.Join(' ', arguments.Tokens.Select(token => token.Value));
        var json = MixJson.Of(fit, answers, trust);
        if (curves.Length > 0) json["curves"] = MixJson.Of(curves);
        if (plan is not null) json["plan"] = MixJson.Of(plan);
        if (shifts is not null) json["shifts"] = MixJson.Of(shifts);
        json["command"] = command;
        var page = MixReport.Build(
            $"Media mix: {fit.Mix.Fitted.OutcomeName}", fit, answers, trust, curves, plan,
            [("command", command), ("seed", $"{fit.Seed}"), ("model", fit.Mix.Model)], shifts);
        var (report, results) = (Path.Combine(folder, "report.html"), Path.Combine(folder, "results.json"));
        await ResultFile.Write(results, json, context.Stop);
        await File.WriteAllTextAsync(report, page.Render(), context.Stop);
        foreach (var file in (string[])[report, results]) context.Out.Profile.Out.Writer.WriteLine("wrote " + file);
        return new CommandOutcome((JsonObject)json.DeepClone());
    }
}
