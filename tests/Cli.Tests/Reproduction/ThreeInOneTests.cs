using WorldModel.Cli.Reproduction.ThreeInOne;
using WorldModel.Cli.Reproduction.ThreeInOne.Learners;
using WorldModel.Cli.Reproduction.ThreeInOne.Reporting;
using WorldModel.Cli.Terminal;

namespace WorldModel.Cli.Tests.Reproduction;

public sealed class ThreeInOneTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Orderings that hold at any size, no decimals.</summary>
    [Fact]
    public void The_whole_belief_predicts_better_than_its_top_layer_and_the_oracle_better_than_both()
    {
        var study = new ThreeInOneStudy(Recipes.Named("paper"), StudyScale.Tiny, [7], [0])
        {
            World = new WorldSize(96, 240),
        };
        var run = new ThreeInOneRun(study, _folder.Path, TimeProvider.System);
        var results = run.Run(Progress());
        var summary = new TrialSummary(results);
        Assert.Equal(
            [MachineLearner.Title, PaperRecipe.Full, PaperRecipe.Top, PaperRecipe.Mlp], summary.Learners);
        var visit = Array.ConvertAll(
            [PaperRecipe.Full, PaperRecipe.Top], learner => summary.Of(learner, "visit/auc")!.Value.Value);
        Assert.True(visit[0] > visit[1], $"visit AUC {visit[0]} on all layers, {visit[1]} on the top one");
        Assert.True(visit[1] > .5, $"visit AUC {visit[1]}");
        foreach (var learner in summary.With("visit/auc"))
        {
            Assert.True(summary.Of(learner, "visit/aucGap")!.Value.Value > 0);
            Assert.True(summary.Of(learner, "push->visit/logit/mean")!.Value.Value > 0);
        }

        var rows = (int)summary.Of(MachineLearner.Title, "clamp/test/rows")!.Value.Value;
        Assert.InRange(rows, 1, 96 * 30);

        var before = File.ReadAllText(run.CellFile);
        var again = new ThreeInOneRun(study, _folder.Path, TimeProvider.System).Run(Progress());
        Assert.Equal(results.Length, again.Length);
        Assert.Equal(before, File.ReadAllText(run.CellFile));
        var page = ThreeInOneReport.Render(study, again, "worldmodel reproduce three-in-one");
        Assert.Contains("Prediction on the test days", page);
        Assert.Equal(
            results.Sum(result => result.Figures.Length),
            ThreeInOneJson.Of(study, again, "")["rows"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("--recipe: got moon", "--recipe", "moon")]
    [InlineData("expected  different whole numbers from 0 on", "--data-seeds", "42,-1")]
    [InlineData("expected  different whole numbers from 0 on", "--model-seeds", "0,0")]
    public async Task Bad_input_names_the_option_and_what_was_expected(string expected, params string[] arguments)
    {
        var run = await CliRun.Of(["reproduce", "three-in-one", "--out", _folder.File("out"), .. arguments]);
        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Contains(expected, run.Error);
        Assert.False(Directory.Exists(_folder.File("out")));
    }

    private static PhaseProgress Progress() => new((_, _) => { }, TestContext.Current.CancellationToken);
}
