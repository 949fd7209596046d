using System.Text.Json.Nodes;
using WorldModel.Cli.Terminal;

namespace WorldModel.Cli.Tests;

/// <summary>Train, evaluate and backtest, on data small enough to take seconds.</summary>
public sealed class ModelCommandsTests(TrainedModels models) : IClassFixture<TrainedModels>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Training_on_events_writes_a_model_and_says_what_it_cannot_tell()
    {
        Assert.Equal(ExitCode.Ok, models.OnEvents.Code);
        Assert.True(File.Exists(models.EventModel));
        Assert.Contains("no effect of sale1 will be given", models.OnEvents.Out);
    }

    [Fact]
    public void Training_on_an_experiment_reads_the_consumers_from_its_table()
    {
        Assert.Equal(ExitCode.Ok, models.OnExperiment.Code);
        Assert.Equal(
            [
                "model", "file", "schema", "seed", "preset", "layers", "rows", "consumers", "firstDay", "lastDay",
                "outcomes", "overlap", "plausibilityAuc", "guard", "seconds",
            ],
            models.ExperimentResult.Select(p => p.Key));
    }

    [Fact]
    public async Task Evaluation_on_events_tests_later_days_only()
    {
        var run = await CliRun.Of("evaluate", "--model", models.EventModel, "--consumers", models.Consumers, "--events",
            models.Events, "--json", _folder.File("e.json"));
        Assert.Equal(ExitCode.Ok, run.Code);
        var result = Read("e.json");
        Assert.Equal(TrainedModels.PanelConsumers * TrainedModels.TestDays, result["rows"]!.GetValue<int>());
        var auc = result["outcomes"]![0]!["auc"]!.GetValue<double>();
        Assert.InRange(auc, 0.4, 1);
    }

    [Fact]
    public async Task Evaluation_of_an_experiment_tests_the_consumers_not_trained_on()
    {
        var run = await CliRun.Of("evaluate", "--model", models.ExperimentModel, "--experiment", models.Experiment,
            "--json", _folder.File("e.json"));
        Assert.Equal(ExitCode.Ok, run.Code);
        var trained = models.ExperimentResult["rows"]!.GetValue<int>();
        Assert.Equal(TrainedModels.ExperimentRows - trained, Read("e.json")["rows"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_backtest_gives_a_verdict_a_page_and_results()
    {
        var run = await Backtest("--today", "segment");
        Assert.Equal(ExitCode.Ok, run.Code);
        var result = Read("results.json");
        Assert.Equal(
            [
                "verdict", "status", "reasons", "rows", "auc", "uplift", "learned", "claimed", "spend", "bestArm",
                "learnedOverBestArm", "arms", "today", "learnedOverToday", "effectiveRows", "splits", "budget", "seed",
                "model", "command", "seconds",
            ],
            result.Select(p => p.Key));
        Assert.NotNull(result["learnedOverToday"]);
        Assert.Equal(2, result["splits"]!.AsArray().Count);
        Assert.Contains(result["verdict"]!.GetValue<string>(), run.Out);
        Assert.Contains("<!doctype html>", File.ReadAllText(_folder.File("report.html")));
    }

    [Fact]
    public async Task Amounts_that_no_model_can_be_fitted_to_end_a_backtest_and_a_training_in_words()
    {
        var rows = File.ReadAllLines(models.Experiment).Select(
            (line, i) => line.EndsWith(",0", StringComparison.Ordinal) || i is 0 or > 400
                ? line
                : line[..line.LastIndexOf(',')] + ",1e150");
        var experiment = _folder.Write("far.csv", string.Join('\n', rows) + "\n");
        var backtest = await CliRun.Of("backtest", "--model", models.ExperimentModel, "--experiment", experiment,
            "--budget", "10", "--splits", "2", "--out", _folder.Path);
        var train = await CliRun.Of("train", "--schema", Checkout.File("examples/hillstrom.schema.json"),
            "--experiment", experiment, "--out", _folder.File("far.wmdl"));
        foreach (var run in (CliRun[])[backtest, train])
        {
            Assert.Equal(ExitCode.Failed, run.Code);
            Assert.Contains("matrix is not positive definite", run.Error.ReplaceLineEndings(" "));
            Assert.Contains("an amount far from all others", run.Error.ReplaceLineEndings(" "));
        }
    }

    [Fact]
    public async Task A_column_that_is_not_there_is_bad_input()
    {
        var run = await Backtest("--today", "yesterday");
        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Contains("yesterday", run.Error);
    }

    [Fact]
    public async Task A_file_that_is_no_model_is_bad_input()
    {
        var file = _folder.Write("m.wmdl", "not a model");
        var run = await CliRun.Of("evaluate", "--model", file, "--experiment", models.Experiment);
        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Contains(file, run.Error);
    }

    [Fact]
    public async Task Training_on_nothing_says_what_is_missing()
    {
        var run = await CliRun.Of("train", "--schema", Checkout.File("examples/hillstrom.schema.json"), "--out", "m");
        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Contains("--consumers", run.Error);
    }

    [Fact]
    public async Task A_missing_column_of_an_experiment_is_bad_input()
    {
        var table = _folder.Write("x.csv", "recency,history\n1,2\n");
        var run = await CliRun.Of(
            "train", "--schema", Checkout.File("examples/hillstrom.schema.json"), "--experiment", table, "--out", "m");
        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Contains("segment", run.Error);
    }

    private Task<CliRun> Backtest(params string[] more) => CliRun.Of([
        "backtest", "--model", models.ExperimentModel, "--experiment", models.Experiment, "--budget", "20",
        "--splits", "2", "--out", _folder.Path, .. more]);

    private JsonObject Read(string name) => JsonNode.Parse(File.ReadAllText(_folder.File(name)))!.AsObject();
}
