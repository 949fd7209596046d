using System.Text.Json.Nodes;
using WorldModel.Cli.Reproduction.Decisions;
using WorldModel.Cli.Terminal;

namespace WorldModel.Cli.Tests.Reproduction;

public sealed class DfclCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Orderings that every seed of this small a study shows, no decimals.</summary>
    [Fact]
    public void The_oracle_leads_the_linear_network_gains_and_a_second_run_reads_the_first_ones_cells()
    {
        var study = Study.Lbcf("quick", [1, 2]) with { Corrections = null, Recipes = new(200, 20, 2) };
        var run = new StudyRun(study, _folder.Path, TimeProvider.System);
        var cells = run.Run(new PhaseProgress((_, _) => { }, TestContext.Current.CancellationToken));
        Assert.Equal(2 * NetworkSize.All.Length, cells.Length);
        foreach (var cell in cells)
        {
            var oracle = cell.Earned[CellResult.Oracle];
            foreach (var (method, earned) in cell.Earned)
            {
                for (var budget = 0; budget < oracle.Length; budget++)
                    Assert.True(earned[budget] <= oracle[budget] * (1 + 1e-9), $"{method} beats the oracle");
            }

            Assert.True(cell.Earned["random"][1] < cell.Earned[CellResult.TwoStage][1]);
            Assert.True(cell.Earned["random"][1] < cell.Earned["causal forest"][1]);
        }

        var summary = new StudySummary(study, cells);
        var name = study.Regimes[0].Name;
        Assert.True(summary.Of(name, "linear", "PPL 0.1", SummaryRow.All).Gain.Value > 0);

        var before = File.ReadAllText(run.CellFile);
        var again = new StudyRun(study, _folder.Path, TimeProvider.System);
        var same = again.Run(new PhaseProgress((_, _) => { }, TestContext.Current.CancellationToken));
        Assert.Equal(cells.Length, same.Length);
        Assert.Equal(before, File.ReadAllText(run.CellFile));
        var page = StudyReport.Render(study, summary, "worldmodel reproduce dfcl");
        Assert.Contains(StudyVerdict.Of(study, summary).Sentence, page);
        Assert.Contains("PPL 0.1", StudyReport.Markdown(study, summary));
        Assert.Equal(cells.Length, (int)JsonNode.Parse(StudyJson.Of(study, summary, "").ToJsonString())!["cells"]!);
    }

    [Fact]
    public void Observed_rows_beside_an_experiment_are_held_against_every_part()
    {
        var study = Study.Mixed("quick", [1]) with
        {
            Regimes = [MixedRegime.Lbcf(10, 4_000, 1_000)],
            Recipes = new(40, 10, 2),
        };
        var run = new StudyRun(study, _folder.Path, TimeProvider.System);
        var cells = run.Run(new PhaseProgress((_, _) => { }, TestContext.Current.CancellationToken));
        Assert.Equal(NetworkSize.All.Length, cells.Length);
        foreach (var cell in cells)
        {
            Assert.All(MixedMethods.Parts.Append(MixedMethods.Bilevel), method =>
            {
                for (var budget = 0; budget < Study.Budgets.Length; budget++)
                    Assert.True(cell.Earned[method][budget] <= cell.Earned[CellResult.Oracle][budget] * (1 + 1e-9));
                Assert.True(cell.Measures[method + MixedMethods.Seconds].Sum() > 0);
            });
        }

        var summary = new StudySummary(study, cells);
        Assert.Equal(2 * NetworkSize.All.Length * MixedMethods.Parts.Length, summary.Parts.Count);
        Assert.Contains(StudyVerdict.Of(study, summary).Sentence, StudyReport.Render(study, summary, ""));
        Assert.Contains("Bi-DFCL over", StudyReport.Markdown(study, summary));
        var json = JsonNode.Parse(StudyJson.Of(study, summary, "").ToJsonString())!;
        Assert.Equal(summary.Parts.Count, json["parts"]!.AsArray().Count);
        Assert.Equal(
            NetworkSize.All.Length * (MixedMethods.Parts.Length + 1), json["training"]!.AsArray().Count);
    }

    [Fact]
    public void Observed_rows_are_those_of_a_policy_and_the_same_draw_is_the_same_task()
    {
        var regime = MixedRegime.Lbcf(10, 8_000, 2_000);
        var (task, again) = (regime.Draw(1), regime.Draw(1));
        Assert.Equal(task.Observed!.Value, again.Observed!.Value);
        Assert.Equal((400, 800, 2_000), (task.Train.Rows, task.Validation.Rows, task.Test.Rows));

        // A policy's arm is drawn by one row of four; the arms of the experiment are even.
        Assert.InRange(task.Observed.Rows, 800, 1_200);
        var even = Enumerable.Range(0, 4).Max(arm => Math.Abs(task.Observed.Share(arm) - .25));
        Assert.True(even > .05, $"{even}");
    }

    [Theory]
    [InlineData("--data: got moon", "--data", "moon")]
    [InlineData("expected  the path of hillstrom.csv", "--data", "hillstrom")]
    [InlineData("--seeds: got -1", "--seeds", "-1")]
    public async Task Bad_input_names_the_option_and_what_was_expected(string expected, params string[] arguments)
    {
        var run = await CliRun.Of(["reproduce", "dfcl", "--out", _folder.File("out"), .. arguments]);
        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Contains(expected, run.Error);
        Assert.False(Directory.Exists(_folder.File("out")));
    }
}
