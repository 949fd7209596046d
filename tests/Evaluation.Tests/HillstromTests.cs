using WorldModel.Evaluation.Backtests;
using WorldModel.Schema;
using WorldModel.Schema.Readers;
using WorldModel.Schema.Training;

namespace WorldModel.Evaluation.Tests;

/// <summary>
/// The evaluation on a real experiment, with the plainest learner there is: each arm's means among consumers of the
/// same past departments and newness. Expected figures are means of the file's arms, computed elsewhere.
/// </summary>
public sealed class HillstromTests
{
    [Fact]
    public void The_verdict_names_the_mens_mail_for_all()
    {
        var path = Checkout.Data("hillstrom.csv");
        var schema = ConsumerSchema.Load(Checkout.ExampleSchema("hillstrom"));
        var set = TrainingRows.FromExperiment(schema, ExperimentReader.Read(path, schema, new RowReport()));
        var options = new BacktestOptions
        {
            Splits = 4,
            Replicates = 20,
            ContactCosts = [0, 0, 0],
        };
        Assert.Equal(set.Treatment, TodayColumn.Read(path, "segment", set));

        var figures = Backtest.Run(set, options, CellMeans).Pooled;
        var mens = figures.Arms.Single(arm => arm.Arm == "mens");
        Assert.Equal("mens", figures.BestArm.Arm);
        Assert.Equal(1.4226, mens.Value.Value, .05);
        Assert.Equal(1.4226 - .6528, mens.OverControl.Value, .07);
        Assert.True(mens.OverControl.Above(0));
        Assert.Contains("mens to all", Verdict.Of(figures).Sentence);

        var visit = figures.Uplifts.Single(u => u is { Arm: "mens", Outcome: "visit" });
        Assert.Equal(.18276 - .10617, visit.Effect.Value, .004);
        var womens = figures.Uplifts.Single(u => u is { Arm: "womens", Outcome: "visit" });
        Assert.True(womens.Qini.Above(0), "past buyers of womens' wear gain most from the womens' mail");
        Assert.InRange(figures.Aucs.Single(auc => auc.Outcome == "visit").Auc.Value, .58, .63);
    }

    private static Predictions CellMeans(TrainingSet train, TrainingSet test, int split)
    {
        var units = new Encoder(train.Schema).UnitNames.ToList();
        int[] flags = [units.IndexOf("mens"), units.IndexOf("womens"), units.IndexOf("newbie")];
        Assert.DoesNotContain(-1, flags);
        int Cell(TrainingSet set, int row) => flags.Select((unit, i) => (int)set.VisibleRow(row)[unit] << i).Sum();
        var sums = new double[8, 3, 4];
        for (var row = 0; row < train.Rows; row++)
        {
            sums[Cell(train, row), train.Treatment[row], 3]++;
            for (var outcome = 0; outcome < 3; outcome++)
            {
                sums[Cell(train, row), train.Treatment[row], outcome] += train.OutcomeRow(row)[outcome];
            }
        }

        var predictions = new Predictions(test.Rows, 3, 3);
        for (var row = 0; row < test.Rows; row++)
        {
            for (var i = 0; i < 9; i++)
            {
                var cell = Cell(test, row);
                predictions.Row(row)[i] = (float)(sums[cell, i / 3, i % 3] / Math.Max(1, sums[cell, i / 3, 3]));
            }
        }

        return predictions;
    }
}
