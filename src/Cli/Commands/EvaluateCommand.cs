using System.CommandLine;
using System.Text.Json.Nodes;
using Spectre.Console;
using WorldModel.Cli.Backtests;
using WorldModel.Cli.Terminal;
using WorldModel.Cli.Training;
using WorldModel.Evaluation;
using WorldModel.Models;
using WorldModel.Schema;
using WorldModel.Schema.Training;

namespace WorldModel.Cli.Commands;

/// <summary><c>worldmodel evaluate</c>: a model on rows that it was not trained on.</summary>
internal sealed class EvaluateCommand : CliCommand
{
    private readonly Option<string?> _model = OptionOf.InputFile("--model", "The model", required: true);
    private readonly DataOptions _data = new();

    public EvaluateCommand(CommandContext context)
        : base("evaluate", "Tests a model on rows that it was not trained on: AUC and calibration per outcome; with an "
            + "experiment also Qini and AUUC per arm, and what its choices are worth.",
            "worldmodel evaluate --model m.wmdl --experiment hillstrom.csv --json evaluation.json", context) =>
        Accepts([_model, .. _data.All]);

    protected override async Task<CommandOutcome> Run(ParseResult arguments, CommandContext context)
    {
        var model = ModelFile.Read(arguments.GetRequiredValue(_model)!);
        var data = _data.Of(arguments);
        if (data.Experiment is not null)
            return await EvaluateExperiment(model, data, context);
        // Rows of the days that the model was trained on would flatter it.
        var rows = await context.Phases.Compute(
            "read", _ => Unseen(model, data.Rows(model.Schema, context)), r => $"{r.Rows:N0} rows");
        var levels = await context.Phases.Compute("predict", _ => LevelsAsTaken.Of(model, rows));
        var outcomes = new JsonArray([.. model.Schema.Outcomes.Select((o, i) => Outcome(context, rows, levels, o, i))]);
        return new CommandOutcome(new JsonObject
        {
            ["model"] = model.Hash,
            ["rows"] = rows.Rows,
            ["outcomes"] = outcomes,
        });
    }

    private static async Task<CommandOutcome> EvaluateExperiment(
        FrozenModel model, TrainingData files, CommandContext context)
    {
        var data = await context.Phases.Compute(
            "read", _ => files.OfExperiment(model.Schema, context), d => $"{d.Rows.Rows:N0} rows");
        var test = model.Record.Split.Share < 1 ? Others(model, data.Rows) : data.Rows;
        if (model.Record.Split.Share >= 1)
            context.Error.MarkupLine("[yellow]look[/]: the model was trained on all consumers; --share keeps some out");
        var figures = await context.Phases.Compute(
            "evaluate", _ => ExperimentEvaluation.Of(model, test, data.Treatments), _ => $"{test.Rows:N0} rows");
        BacktestPrinter.Print(context.Out, figures);
        var json = BacktestJson.Of(figures);
        json.Insert(0, "model", model.Hash);
        return new CommandOutcome(json);
    }

    private static TrainingSet Others(FrozenModel model, TrainingSet rows)
    {
        var trained = Array.ConvertAll(rows.Consumers, model.Record.Split.Contains);
        return rows.Select([.. Enumerable.Range(0, rows.Rows).Where(row => !trained[rows.Consumer[row]])]);
    }

    private static TrainingSet Unseen(FrozenModel model, TrainingSet rows)
    {
        var others = model.Record.Split.Share < 1 ? Others(model, rows) : rows;
        var last = model.Record.LastDay.DayNumber;
        var later = others.Select([.. Enumerable.Range(0, others.Rows).Where(row => others.Day[row] > last)]);
        if (later.Rows > 0 || model.Record.Split.Share < 1)
            return later.Rows > 0 ? later : others;
        throw new InputException("--to", $"{model.Record.LastDay:yyyy-MM-dd}",
            "days after those that the model was trained on, or a model trained with --share below 1");
    }

    private static JsonObject Outcome(
        CommandContext context, TrainingSet rows, float[] levels, OutcomeSpec outcome, int index)
    {
        var predicted = new double[rows.Rows];
        var observed = new double[rows.Rows];
        for (var row = 0; row < rows.Rows; row++)
        {
            predicted[row] = levels[(row * rows.OutcomeCount) + index];
            observed[row] = rows.OutcomeRow(row)[index];
        }
        var auc = Auc.Of(predicted, Array.ConvertAll(observed, o => o > 0));
        var error = Calibration.ExpectedError(Calibration.Bins(predicted, observed));
        context.Out.WriteLine($"{outcome.Name}: AUC {auc:F4}, mean predicted {predicted.Average():F4}, observed "
            + $"{observed.Average():F4}, calibration error {error:F4} on {rows.Rows:N0} rows");
        return new JsonObject
        {
            ["outcome"] = outcome.Name,
            ["auc"] = double.IsNaN(auc) ? null : auc,
            ["predicted"] = predicted.Average(),
            ["observed"] = observed.Average(),
            ["calibrationError"] = error,
        };
    }
}
