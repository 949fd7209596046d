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

/// <summary><c>worldmodel backtest</c>: would the model's choices have earned more than one treatment for all?</summary>
internal sealed class BacktestCommand : CliCommand
{
    private readonly Option<string?> _model = OptionOf.InputFile(
        "--model", "The model whose schema and recipe are trained again on every half", required: true);
    private readonly Option<string?> _experiment = OptionOf.InputFile(
        "--experiment", "The experiment's table", required: true);
    private readonly Option<double> _budget = OptionOf.Money("--budget", "What may be spent on all rows of the table");
    private readonly Option<string?> _today = new("--today")
    {
        Description = "A column with the treatment that today's policy would give",
        HelpName = "COLUMN",
    };
    private readonly Option<int> _splits = OptionOf.Int("--splits", "Random half splits", 10, 2, 1_000);
    private readonly Option<int> _seed = OptionOf.Int("--seed", "Of splits and trainings", 1);
    private readonly Option<string> _out = OptionOf.Text(
        "--out", "The folder that gets report.html and results.json", "DIR", required: true);

    public BacktestCommand(CommandContext context)
        : base("backtest", "Trains on one random half of an experiment and values the model's choices on the other, many "
            + "times: value, interval, and a verdict in words.",
            "worldmodel backtest --model m.wmdl --experiment hillstrom.csv --budget 3200 --out backtest", context) =>
        Accepts(_model, _experiment, _budget, _today, _splits, _seed, _out);

    protected override async Task<CommandOutcome> Run(ParseResult arguments, CommandContext context)
    {
        var (path, folder) = (arguments.GetRequiredValue(_experiment)!, arguments.GetRequiredValue(_out));
        var model = ModelFile.Read(arguments.GetRequiredValue(_model)!);
        var data = await context.Phases.Compute(
            "read", _ => ExperimentData.Read(path, model.Schema, context), d => $"{d.Rows.Rows:N0} rows");
        var result = await context.Phases.Compute(
            "backtest", progress => Backtest.Run(data.Rows, Options(arguments, data), Trainer(arguments, data, progress)),
            r => $"{r.Splits.Count} splits");
        var run = new BacktestRun(
            Path.GetFileName(path), data.Rows.Rows, arguments.GetValue(_budget), result, Provenance(arguments, model));
        var json = Json(run, model, context);
        var (page, results) = (Path.Combine(folder, "report.html"), Path.Combine(folder, "results.json"));
        await ResultFile.Write(results, json, context.Stop);
        await File.WriteAllTextAsync(page, BacktestReport.Render(run), context.Stop);
        BacktestPrinter.Print(context.Out, result.Pooled);
        foreach (var file in (string[])[page, results])
            context.Out.MarkupLineInterpolated($"[grey]wrote[/] {file}");
        return new CommandOutcome(json);
    }

    private BacktestOptions Options(ParseResult arguments, ExperimentData data) => new()
    {
        Splits = arguments.GetValue(_splits),
        Seed = (ulong)arguments.GetValue(_seed),
        Budget = arguments.GetValue(_budget),
        Spend = ExperimentEvaluation.Spend(data.Rows.Treatments, BacktestOptions.DefaultControl),
        Today = arguments.GetValue(_today) is { } column
            ? TodayColumn.Read(data.Path, column, data.Rows.Schema, data.Rows)
            : null,
    };

    private Trainer Trainer(ParseResult arguments, ExperimentData data, PhaseProgress progress)
    {
        var (seed, splits) = ((ulong)arguments.GetValue(_seed), arguments.GetValue(_splits));
        return (train, test, split) =>
        {
            progress.Report((double)split / splits, $"split {split + 1} of {splits}: train {train.Rows:N0}, test {test.Rows:N0}");
            var model = TrainingPipeline.Train(train, TrainingOptions.Quick(seed + (ulong)split));
            return ExperimentEvaluation.Predict(model, test, data.Treatments);
        };
    }

    private (string, string)[] Provenance(ParseResult arguments, FrozenModel model) =>
    [
        ("command", "worldmodel backtest " + string.Join(' ', arguments.Tokens.Skip(1).Select(t => t.Value))),
        ("seed", $"{arguments.GetValue(_seed)}"),
        ("model", model.Hash),
        ("schema", $"{model.Schema.Name} {model.Schema.Version}, {model.Schema.Hash}"),
    ];

    private static JsonObject Json(BacktestRun run, FrozenModel model, CommandContext context)
    {
        var json = BacktestJson.Of(run.Result.Pooled);
        json["splits"] = new JsonArray([.. run.Result.Splits.Select(BacktestJson.Of)]);
        json["experiment"] = run.Experiment;
        json["budget"] = run.Budget;
        json["model"] = model.Hash;
        json["command"] = run.Provenance[0].Value;
        json["seconds"] = Math.Round(context.Phases.TotalSeconds, 3);
        return json;
    }
}
