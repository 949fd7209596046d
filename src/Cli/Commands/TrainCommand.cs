using System.CommandLine;
using System.Text.Json.Nodes;
using Spectre.Console;
using WorldModel.Cli.Terminal;
using WorldModel.Cli.Training;
using WorldModel.Models;
using WorldModel.Schema;

namespace WorldModel.Cli.Commands;

/// <summary><c>worldmodel train</c>: a schema and data to a model file.</summary>
internal sealed class TrainCommand : CliCommand
{
    private readonly Option<string?> _schema = OptionOf.InputFile(
        "--schema", "What a consumer looks like (JSON)", required: true);
    private readonly DataOptions _data = new();
    private readonly Option<string?> _out = OptionOf.OutputFile("--out", "The model file to write", required: true);
    private readonly Option<int> _seed = OptionOf.Int("--seed", "The same seed and data give the same model", 1);
    private readonly Option<double> _share = OptionOf.Number(
        "--share", "Share of the consumers trained on, chosen by hash; evaluate then tests the others", 1, 0.01, 1);

    public TrainCommand(CommandContext context)
        : base("train", "Trains a model: from the events of consumers, or from an experiment's table.",
            "worldmodel train --schema examples/hillstrom.schema.json --experiment hillstrom.csv --out m.wmdl",
            context) =>
        Accepts([_schema, .. _data.All, _out, _seed, _share]);

    protected override async Task<CommandOutcome> Run(ParseResult arguments, CommandContext context)
    {
        var (seed, path) = (arguments.GetValue(_seed), arguments.GetRequiredValue(_out)!);
        var schema = ConsumerSchema.Load(arguments.GetRequiredValue(_schema)!);
        var rows = await context.Phases.Compute(
            "read", _ => _data.Of(arguments).Rows(schema, context), r => $"{r.Rows:N0} rows x {r.Width} columns");
        var options = TrainingOptions.Quick((ulong)seed) with { Split = Split(seed, arguments.GetValue(_share)) };
        var model = await context.Phases.Compute(
            "train", progress => TrainingPipeline.Train(rows, options, progress.ForTraining()));
        ModelFile.Write(model, path);
        context.Out.WriteLine($"model {model.Hash} in {path}, seed {seed}");
        foreach (var outcome in model.Record.Outcomes)
        {
            context.Out.WriteLine($"  {outcome.Outcome}: mean {outcome.Mean:F4}, AUC {outcome.ValidationAuc:F4} on "
                + $"{model.Record.ValidationRows:N0} rows kept back ({model.Record.ValidationRule})");
        }
        OverlapPrinter.Print(context.Out, model.Overlap);
        context.Out.WriteLine($"  {PlausibilityNote.Of(model)}");
        return new CommandOutcome(Json(model, path, context));
    }

    private static TrainingSplit Split(int seed, double share) =>
        share < 1 ? new TrainingSplit($"train-{seed}", share) : TrainingSplit.All;

    private static JsonObject Json(FrozenModel model, string path, CommandContext context) => new()
    {
        ["model"] = model.Hash,
        ["file"] = path,
        ["schema"] = model.Schema.Hash,
        ["seed"] = model.Record.Seed,
        ["preset"] = model.Record.Preset,
        ["layers"] = Layers.Of(model),
        ["rows"] = model.Record.Rows,
        ["consumers"] = model.Record.Consumers,
        ["firstDay"] = $"{model.Record.FirstDay:yyyy-MM-dd}",
        ["lastDay"] = $"{model.Record.LastDay:yyyy-MM-dd}",
        ["outcomes"] = new JsonArray([.. model.Record.Outcomes.Select(o => new JsonObject
        {
            ["outcome"] = o.Outcome,
            ["mean"] = o.Mean,
            ["validationAuc"] = double.IsNaN(o.ValidationAuc) ? null : o.ValidationAuc,
        })]),
        ["overlap"] = OverlapPrinter.Json(model.Overlap),
        ["plausibilityAuc"] = double.IsNaN(model.Plausibility.Separation) ? null : model.Plausibility.Separation,
        ["guard"] = model.Plausibility.CanGuard,
        ["seconds"] = Math.Round(context.Phases.TotalSeconds, 3),
    };
}
