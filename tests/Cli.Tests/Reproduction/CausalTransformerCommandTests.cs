using System.Text.Json.Nodes;
using WorldModel.Cli.Reproduction.Tumours;
using WorldModel.Cli.Terminal;

namespace WorldModel.Cli.Tests.Reproduction;

public sealed class CausalTransformerCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Training_helps_and_a_second_run_reads_the_first_ones_cells()
    {
        var study = Study(epochs: 12);
        var run = new TumourRun(study, _folder.Path, TimeProvider.System);
        var cells = run.Run(Progress());
        var cell = Assert.Single(cells);
        var untrained = new TumourTrial(
            Study(epochs: 0), study.Cells.Single(), new TumourModels(Study(epochs: 0).Scale, _folder.File("untrained")),
            TimeProvider.System)
            .Run(_ => { }, TestContext.Current.CancellationToken);
        Assert.True(cell.OneStep < .6 * untrained.OneStep, $"{untrained.OneStep} became {cell.OneStep}");
        Assert.True(cell.Random[4] < untrained.Random[4]);
        Assert.Equal(TumourStudy.Horizon, cell.Sliding.Length);

        var before = File.ReadAllText(run.CellFile);
        new TumourRun(study, _folder.Path, TimeProvider.System).Run(Progress());
        Assert.Equal(before, File.ReadAllText(run.CellFile));

        // The other policy measures the same model: it is not trained again.
        var own = Assert.Single(new TumourRun(study with { PublishedPolicy = false }, _folder.Path, TimeProvider.System)
            .Run(Progress()));
        Assert.Equal(cell.TrainingSeconds, own.TrainingSeconds);
        Assert.NotEqual(cell.OneStep, own.OneStep);

        var summary = new TumourSummary(study, cells);
        Assert.Contains(summary.Sentence, TumourReport.Render(summary, "worldmodel"), StringComparison.Ordinal);
        var json = JsonNode.Parse(TumourJson.Of(summary, "").ToJsonString())!;
        Assert.Equal(1 + 2 * TumourStudy.Horizon, json["rows"]!.AsArray().Count);
        Assert.Equal(.862, (double)json["rows"]![0]!["published"]!);
    }

    [Theory]
    [InlineData("got       x", "--gammas", "0,x")]
    [InlineData("got       0", "--gammas", "0,0")]
    [InlineData("got       -1", "--alphas", "-1")]
    [InlineData("--seeds: got 6", "--seeds", "6")]
    public async Task Bad_input_names_the_option_and_what_was_expected(string expected, params string[] arguments)
    {
        var run = await CliRun.Of(["reproduce", "causal-transformer", "--out", _folder.File("out"), .. arguments]);
        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.File("out")));
    }

    private static TumourStudy Study(int epochs) =>
        new(new TumourScale("tiny", 400, 60, 3, epochs, [10]), [2], [0], [10], PublishedPolicy: true);

    private static PhaseProgress Progress() => new((_, _) => { }, TestContext.Current.CancellationToken);
}
