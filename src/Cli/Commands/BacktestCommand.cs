using System.CommandLine;
using System.Text.Json.Nodes;
using Spectre.Console;
using WorldModel.Cli.Backtests;
using WorldModel.Cli.Files;
using WorldModel.Cli.Terminal;
using WorldModel.Cli.Training;
using WorldModel.Evaluation.Backtests;
using WorldModel.Models;

namespace WorldModel.Cli.Commands;

/// <summary><c>worldmodel backtest</c>: would the model's choices have earned more?</summary>
internal sealed class BacktestCommand : CliCommand
{
    private readonly Option<string?> _model = OptionOf.InputFile(
        "--model", "The model whose schema and recipe are trained again on every half", required: true);
    private readonly Option<string?> _experiment = OptionOf.InputFile(
        "--experiment", "The experiment's table", required: true);
    private readonly Option<string?> _consumers = OptionOf.InputFile(
        "--consumers", "Consumers and attributes (CSV or NDJSON); where not given, the experiment's table holds them");
    private readonly Option<string?> _events = OptionOf.InputFile("--events", "Events (CSV or NDJSON): the history");
    private readonly Option<double> _budget = OptionOf.Money("--budget", "What may be spent on all rows of the table");
    private readonly Option<string?> _today = new("--today")
    {
        Description = "A column with the treatment that today's policy would give",
        HelpName = "COLUMN",
    };
    private readonly Option<int> _splits = OptionOf.Int("--splits", "Random half splits", 10, 2, 1_000);
    private readonly Option<int> _seed = OptionOf.Int("--seed", "Of splits and trainings", 1);
    private readonly Option<string> _out = OptionOf.OutputFolder(
        "--out", "The folder that gets report.html and results.json");

    public BacktestCommand(CommandContext context)
        : base("backtest", "Trains on one random half of an experiment and values the model's choices on the other, "
            + "many times: value, interval, and a verdict in words.",
            "worldmodel backtest --model m.wmdl --experiment hillstrom.csv --budget 3200 --out backtest", context) =>
        Accepts(_model, _experiment, _consumers, _events, _budget, _today, _splits, _seed, _out);

    protected override async Task<CommandOutcome> Run(ParseResult arguments, CommandContext context)
    {
        var (path, folder) = (arguments.GetRequiredValue(_experiment)!, arguments.GetRequiredValue(_out));
        var model = ModelFile.Read(arguments.GetRequiredValue(_model)!);
        var files = new TrainingData(
            arguments.GetValue(_consumers), arguments.GetValue(_events), path, From: null, To: null);
        var data = await context.Phases.Compute(
            "read", _ => files.OfExperiment(model.Schema, context), d => $"{d.Rows.Rows:N0} rows");
        var setup = Setup(arguments, data);
        var result = await context.Phases.Compute(
            "backtest", progress => Backtest.Run(data.Rows, setup, Trainer(setup, data, progress)),
            r => $"{r.Splits.Count} splits");
        var provenance = Provenance(arguments, model);
        var json = Json(result, arguments, model, context);
        var (page, results) = (Path.Combine(folder, "report.html"), Path.Combine(folder, "results.json"));
        await ResultFile.Write(results, json, context.Stop);
        var report = BacktestReport.Build("Backtest: " + Path.GetFileName(path), result, setup, provenance);
        await File.WriteAllTextAsync(page, report.Render(), context.Stop);
        BacktestPrinter.Print(context.Out, result.Pooled);
        foreach (var file in (string[])[page, results])
            context.Out.MarkupLineInterpolated($"[grey]wrote[/] {file}");
        return new CommandOutcome(json);
    }

    private BacktestOptions Setup(ParseResult arguments, ExperimentData data) => new()
    {
        Splits = arguments.GetValue(_splits),
        Seed = (ulong)arguments.GetValue(_seed),
        Budget = arguments.GetValue(_budget),
        Spend = ExperimentEvaluation.Spend(data.Rows.Treatments, BacktestOptions.DefaultControl),
        Today = arguments.GetValue(_today) is { } column
            ? TodayColumn.Read(data.Path, column, data.Rows)
            : null,
    };

    private static Trainer Trainer(BacktestOptions setup, ExperimentData data, PhaseProgress progress) =>
        (train, test, split) =>
        {
            progress.Report((double)split / setup.Splits,
                $"split {split + 1} of {setup.Splits}: train {train.Rows:N0}, test {test.Rows:N0}");
            var model = TrainingPipeline.Train(train, TrainingOptions.Quick(setup.Seed + (ulong)split));
            return ExperimentEvaluation.Predict(model, test, data.Treatments);
        };

    private (string, string)[] Provenance(ParseResult arguments, FrozenModel model) =>
    [
        ("command", Line(arguments)),
        ("seed", $"{arguments.GetValue(_seed)}"),
        ("model", model.Hash),
        ("schema", $"{model.Schema.Name} {model.Schema.Version}, {model.Schema.Hash}"),
    ];

    private JsonObject Json(
        BacktestResult result, ParseResult arguments, FrozenModel model, CommandContext context)
    {
        var json = BacktestJson.Of(result.Pooled);
        json["splits"] = new JsonArray([.. result.Splits.Select(BacktestJson.Of)]);
        json["budget"] = arguments.GetValue(_budget);
        json["seed"] = arguments.GetValue(_seed);
        json["model"] = model.Hash;
        json["command"] = Line(arguments);
        json["seconds"] = Math.Round(context.Phases.TotalSeconds, 3);
        return json;
    }

    private static string Line(ParseResult arguments) =>
        "worldmodel " + string.Join(' ', arguments.Tokens.Select(t => t.Value));
}
