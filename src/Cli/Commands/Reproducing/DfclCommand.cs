using System.CommandLine;
using Spectre.Console;
using WorldModel.Cli.Files;
using WorldModel.Cli.Reproduction.Decisions;
using WorldModel.Cli.Terminal;
using WorldModel.Cli.Training;
using WorldModel.Schema;

namespace WorldModel.Cli.Commands.Reproducing;

/// <summary><c>worldmodel reproduce dfcl</c>: decision-focused training beside what it should beat.</summary>
internal sealed class DfclCommand : CliCommand
{
    private readonly Option<string> _data = OptionOf.Choice(
        "--data", "Where the experiments come from", "lbcf", "lbcf", "criteo-like", "hillstrom",
        "linear", "mixed");
    private readonly Option<string?> _experiment = OptionOf.InputFile(
        "--experiment", "The experiment's table: for hillstrom only");
    private readonly Option<int> _seeds = OptionOf.Int(
        "--seeds", "Draws of every regime: seeds 1 to this; 0: 10 at full scale, 4 at quick", 0, 0, 1_000);
    private readonly Option<string> _scale = OptionOf.Choice(
        "--scale", "quick is minutes, full is what the docs quote", "quick", "quick", "full");
    private readonly Option<string?> _only = new("--only")
    {
        Description = "Only regimes whose name holds this text, such as \"u 10, n 5,000\"",
        HelpName = "TEXT",
    };
    private readonly Option<string> _out = OptionOf.OutputFolder(
        "--out", "The folder that gets report.html, results.json, tables.md and the cells");

    public DfclCommand(CommandContext context)
        : base("dfcl", "Trains networks for the decision (DFCL, KDD 2024; Bi-DFCL's primal losses) and compares them "
            + "with two-stage models, forests, ensembles and direct ranking at equal true spend, draw by draw. Goes on "
            + "where it was stopped if given the same folder.",
            "worldmodel reproduce dfcl --data lbcf --scale quick --out out/dfcl", context) =>
        Accepts(_data, _experiment, _seeds, _scale, _only, _out);

    protected override async Task<CommandOutcome> Run(ParseResult arguments, CommandContext context)
    {
        var folder = arguments.GetRequiredValue(_out);
        var study = StudyOf(arguments, context);
        if (arguments.GetValue(_only) is { } text)
        {
            var names = string.Join("; ", study.Regimes.Select(regime => regime.Name));
            study = study.Only(text);
            if (study.Regimes.Length == 0) throw new InputException("--only", text, "a part of one of: " + names);
        }

        var run = new StudyRun(study, folder, context.Time);
        var cells = await context.Phases.Compute("cells", run.Run, found => $"{found.Length} cells");
        var summary = new StudySummary(study, cells);
        var command = "worldmodel " + string.Join(' ', arguments.Tokens.Select(token => token.Value));
        string[] files =
            [.. new[] { "report.html", "results.json", "tables.md" }.Select(name => Path.Combine(folder, name))];
        await File.WriteAllTextAsync(files[0], StudyReport.Render(study, summary, command), context.Stop);
        var json = StudyJson.Of(study, summary, command);
        json["seconds"] = Math.Round(context.Phases.TotalSeconds, 1);
        await ResultFile.Write(files[1], json, context.Stop);
        await File.WriteAllTextAsync(files[2], StudyReport.Markdown(study, summary), context.Stop);

        var verdict = StudyVerdict.Of(study, summary);
        context.Out.WriteLine(verdict.Sentence);
        foreach (var reason in verdict.Reasons) context.Out.WriteLine("  " + reason);
        foreach (var file in files.Append(run.CellFile)) context.Out.WriteLine("wrote " + file);
        return new CommandOutcome(json);
    }

    private Study StudyOf(ParseResult arguments, CommandContext context)
    {
        var (data, scale) = (arguments.GetRequiredValue(_data), arguments.GetRequiredValue(_scale));
        var count = arguments.GetValue(_seeds) is var asked and > 0 ? asked : scale == "full" ? 10 : 4;
        int[] seeds = [.. Enumerable.Range(1, count)];
        var experiment = arguments.GetValue(_experiment);
        if ((data == "hillstrom") != (experiment is not null))
        {
            throw new InputException("--experiment", experiment,
                data == "hillstrom" ? "the path of hillstrom.csv" : $"nothing, as {data} is simulated");
        }

        if (experiment is null)
        {
            return data switch
            {
                "lbcf" => Study.Lbcf(scale, seeds),
                "linear" => Study.Linear(scale, seeds),
                "mixed" => Study.Mixed(scale, seeds),
                _ => Study.CriteoLike(scale, seeds),
            };
        }

        var schema = ConsumerSchema.Load(ExampleFile.Find("hillstrom.schema.json"));
        return Study.Hillstrom(scale, seeds, ExperimentData.Read(experiment, schema, context).Rows);
    }
}
