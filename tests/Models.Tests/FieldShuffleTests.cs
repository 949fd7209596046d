using System.Collections.Concurrent;
using WorldModel.Schema;

namespace WorldModel.Models.Tests;

/// <summary>Plausibility is measured by telling real histories from rows made of several.</summary>
public sealed class FieldShuffleTests
{
    private static readonly Encoder Encoder = SmallWorld.Model.Encoder;

    [Fact]
    public void A_score_that_knows_what_cannot_go_together_separates_and_an_ignorant_one_does_not()
    {
        var lag = Unit("purchase_lag1");
        var recent = Unit("purchased_within_7d");
        Assert.Equal(.5, Auc(_ => 1));
        // Who bought yesterday bought this week: only a shuffled row can say otherwise.
        Assert.InRange(Auc(row => row[lag] > row[recent] ? 1 : 0), .51, 1);
    }

    [Fact]
    public void A_shuffled_row_keeps_every_field_whole_and_the_date()
    {
        var seen = new ConcurrentBag<float[]>();
        Auc(row =>
        {
            seen.Add(row.ToArray());
            return 0;
        });
        var test = SmallWorld.Test;
        var real = Enumerable.Range(0, test.Rows).Select(row => Key(test.VisibleRow(row).ToArray())).ToHashSet();
        Assert.Contains(seen, row => !real.Contains(Key(row)));
        int[] month = Of(unit => unit.Group == UnitGroup.Calendar && unit.Source == "month");
        int[] store = Of(unit => unit.Source == "store");
        int[] visits = Of(unit => unit.Group == UnitGroup.Recency && unit.Source == "visit");
        foreach (var row in seen)
        {
            Assert.Equal(1, month.Sum(unit => row[unit]));
            Assert.Equal(1, store.Sum(unit => row[unit]));
            // Within 7 days is within 14: the units of one field never contradict each other.
            Assert.True(visits.Zip(visits.Skip(1)).All(pair => row[pair.First] <= row[pair.Second]));
        }
    }

    [Fact]
    public void What_was_measured_stands_in_the_model_file_and_decides_whether_it_may_guard()
    {
        var model = SmallWorld.Model;
        Assert.InRange(model.Plausibility.Separation, .5, 1);
        var read = ModelFile.Parse(ModelFile.ToBytes(model));
        Assert.Equal(model.Plausibility.Separation, read.Plausibility.Separation);
        Assert.False(new Plausibility([1f], .799).CanGuard);
        Assert.True(new Plausibility([1f], .8).CanGuard);
        Assert.False(new Plausibility([1f], double.NaN).CanGuard);
    }

    private static double Auc(Func<ReadOnlySpan<float>, double> score) => FieldShuffle.Auc(
        SmallWorld.Test, [.. Enumerable.Range(0, SmallWorld.Test.Rows)], score, Encoder, 3, new ParallelOptions());

    private static int Unit(string name) => Of(unit => unit.Name == name).Single();

    private static int[] Of(Func<Unit, bool> wanted) =>
        [.. Enumerable.Range(0, Encoder.Units).Where(unit => wanted(Encoder.UnitSpecs[unit]))];

    private static string Key(float[] row) => string.Concat(row.Select(unit => unit > 0 ? '1' : '0'));
}
