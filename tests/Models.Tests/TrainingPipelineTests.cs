using WorldModel.Schema;
using WorldModel.Simulation;

namespace WorldModel.Models.Tests;

public sealed class TrainingPipelineTests
{
    [Fact]
    public void Predictions_rank_nearly_as_well_as_the_truth()
    {
        var (test, truth) = (SmallWorld.Test, new PurchaseTruth(SmallWorld.Panel));
        var beliefs = SmallWorld.BeliefOf(test.Visible, test.Rows);
        var (scores, oracle, outcomes) = (new float[2, test.Rows], new float[2, test.Rows], new float[2, test.Rows]);
        for (var row = 0; row < test.Rows; row++)
        {
            var belief = beliefs.AsSpan(row * SmallWorld.Model.BeliefUnits, SmallWorld.Model.BeliefUnits);
            var levels = SmallWorld.Model.Predict(test.VisibleRow(row), belief, test.ActionRow(row));
            var day = test.Day[row] - PurchaseWorld.FirstDay.DayNumber;
            var drawn = truth.Drawn(ConsumerOf(row), day);
            for (var o = 0; o < 2; o++)
                (scores[o, row], oracle[o, row], outcomes[o, row]) =
                    ((float)levels[o].Mean, (float)(o == 0 ? drawn.Visit : drawn.Purchase), test.OutcomeRow(row)[o]);
        }

        for (var o = 0; o < 2; o++)
        {
            var best = RankAuc.Of(Row(oracle, o), Row(outcomes, o));
            Assert.InRange(RankAuc.Of(Row(scores, o), Row(outcomes, o)), best - 0.03, best);
        }
    }

    [Fact]
    public void Claimed_uplift_is_near_the_truth_and_a_lower_price_sells_more()
    {
        var (test, truth) = (SmallWorld.Test, new PurchaseTruth(SmallWorld.Panel));
        var plan = SmallWorld.Plan("push", "coupon");
        var levels = new float[test.Rows * 6];
        SmallWorld.Model.Levels(test.Visible, test.Rows, plan, levels);
        var (push, pushTrue, coupon) = (0.0, 0.0, 0.0);
        for (var row = 0; row < test.Rows; row++)
        {
            push += levels[(row * 6) + 2] - levels[row * 6];
            coupon += levels[(row * 6) + 5] - levels[(row * 6) + 1];
            var day = test.Day[row] - PurchaseWorld.FirstDay.DayNumber;
            var none = default(PurchaseActions);
            pushTrue += truth.Expected(ConsumerOf(row), day, none with { Push = true }).Visit
                - truth.Expected(ConsumerOf(row), day, none).Visit;
        }

        Assert.InRange(push / pushTrue, 0.88, 1.12);
        Assert.InRange(coupon / test.Rows, 0.001, 0.03);
    }

    [Fact]
    public void The_record_says_what_was_trained_on_and_what_was_reached()
    {
        var record = SmallWorld.Model.Record;
        Assert.Equal(5ul, record.Seed);
        Assert.Equal(320 * 150, record.Rows);
        Assert.Equal(320, record.Consumers);
        Assert.Equal(PurchaseWorld.FirstDay, record.FirstDay);
        Assert.Equal(PurchaseWorld.FirstDay.AddDays(149), record.LastDay);
        Assert.Equal(SmallWorld.Schema.Hash, record.SchemaHash);
        Assert.Equal("the last 30 days", record.ValidationRule);
        Assert.All(record.Outcomes, outcome => Assert.InRange(outcome.ValidationAuc, 0.6, 0.8));
        Assert.True(record.Machine.Reconstruction < record.Machine.MarginalReconstruction);
    }

    [Fact]
    public void The_same_seed_gives_the_same_file_for_any_number_of_threads()
    {
        var rows = ResponsiveWorld.Training.Select([.. Enumerable.Range(0, 9_000)]);
        var options = SmallWorld.Options with
        {
            Machine = SmallWorld.Options.Machine with { RowsMax = 1000, HiddenLayers = [8, 4] },
        };
        var one = TrainingPipeline.Train(rows, options with { Threads = 1 }).Hash;
        Assert.Equal(one, TrainingPipeline.Train(rows, options with { Threads = 3 }).Hash);
        Assert.NotEqual(one, TrainingPipeline.Train(rows, options with { Seed = 6 }).Hash);
    }

    [Fact]
    public void A_split_trains_on_its_consumers_only_and_can_be_asked_later()
    {
        var split = new TrainingSplit("fold 1", 0.5);
        var options = SmallWorld.Options with
        {
            Split = split,
            Machine = SmallWorld.Options.Machine with { RowsMax = 1000, HiddenLayers = [8, 4] },
        };
        var model = TrainingPipeline.Train(SmallWorld.Training, options);
        var inside = SmallWorld.Training.Consumers.Count(model.Record.Split.Contains);
        Assert.Equal(inside, model.Record.Consumers);
        Assert.InRange(inside, 120, 200);
    }

    [Fact]
    public void No_rows_are_refused()
    {
        var error = Assert.Throws<InputException>(
            () => TrainingPipeline.Train(SmallWorld.Training.Select([]), SmallWorld.Options));
        Assert.Contains("at least one row", error.Message, StringComparison.Ordinal);
    }

    private static int ConsumerOf(int row) => int.Parse(
        SmallWorld.Test.Consumers[SmallWorld.Test.Consumer[row]].AsSpan(1),
        System.Globalization.CultureInfo.InvariantCulture);

    private static float[] Row(float[,] table, int row) =>
        [.. Enumerable.Range(0, table.GetLength(1)).Select(column => table[row, column])];
}
