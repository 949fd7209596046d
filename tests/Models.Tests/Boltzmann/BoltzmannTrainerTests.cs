using WorldModel.Models.Boltzmann;

namespace WorldModel.Models.Tests.Boltzmann;

public class BoltzmannTrainerTests
{
    private static readonly BoltzmannTrainingOptions Small =
        BoltzmannTrainingOptions.Quick with { HiddenLayers = [16, 8, 4], Seed = 3 };

    [Theory]
    [InlineData(NegativeChain.AllLayers)]
    [InlineData(NegativeChain.VisibleThroughMeanField)]
    public void The_result_has_the_same_bits_for_any_number_of_threads_and_another_seed_gives_another(
        NegativeChain chain)
    {
        var rows = PatternRows.Draw(700, 81);
        var options = Small with { Joint = Small.Joint with { Epochs = 2, BatchRows = 128, Chain = chain } };
        var one = BoltzmannTrainer.Train(rows, PatternRows.Units, options with { Threads = 1 });
        var four = BoltzmannTrainer.Train(rows, PatternRows.Units, options with { Threads = 4 });
        var other = BoltzmannTrainer.Train(rows, PatternRows.Units, options with { Seed = 4 });

        Assert.Equal(Flat(one.Machine), Flat(four.Machine));
        Assert.Equal(one.Epochs, four.Epochs);
        Assert.NotEqual(Flat(one.Machine), Flat(other.Machine));
    }

    [Fact]
    public void The_quick_preset_reconstructs_unseen_rows_better_than_their_marginals_and_keeps_units_alive()
    {
        var rows = PatternRows.Draw(6_000, 82);
        var options = Small with { HiddenLayers = [20, 10, 5] };
        var result = BoltzmannTrainer.Train(rows, PatternRows.Units, options, PatternRows.Draw(1_000, 83));

        Assert.InRange(result.MarginalReconstruction, .44, .46);
        Assert.InRange(result.Reconstruction, 0, .75 * result.MarginalReconstruction);
        Assert.InRange(Deviations(result.Machine, rows).Count(deviation => deviation > .05), 20, 35);
    }

    [Fact]
    public void Other_depths_and_widths_train_as_well()
    {
        var rows = PatternRows.Draw(1_000, 84);
        foreach (int[] layers in new[] { [8], [12, 6], new[] { 9, 7, 5, 3 } })
        {
            var result = BoltzmannTrainer.Train(rows, PatternRows.Units, Small with { HiddenLayers = layers });
            Assert.Equal([PatternRows.Units, .. layers], result.Machine.Layers.ToArray());
            Assert.True(result.Reconstruction < result.MarginalReconstruction,
                $"{result.Reconstruction} of {string.Join('-', layers)}");
        }
    }

    [Fact]
    public void Early_stopping_gives_back_the_best_epoch()
    {
        var joint = Small.Joint with { Epochs = 30, Patience = 2, LearningRate = .3f };
        var result = BoltzmannTrainer.Train(PatternRows.Draw(800, 85), PatternRows.Units, Small with { Joint = joint });
        Assert.InRange(result.Epochs.Count, 3, 29);
        Assert.Equal(result.Epochs.Min(), result.Reconstruction);
        Assert.Equal(result.Epochs.Count - 3, result.Epochs.ToList().IndexOf(result.Epochs.Min()));
    }

    [Fact]
    public void Progress_rises_to_one()
    {
        var seen = new List<TrainingProgress>();
        BoltzmannTrainer.Train(
            PatternRows.Draw(300, 86), PatternRows.Units, Small with { Joint = Small.Joint with { Patience = 0 } },
            progress: new Recorder(seen));
        Assert.Equal(seen.Select(step => step.Fraction).Order(), seen.Select(step => step.Fraction));
        Assert.Equal(1, seen[^1].Fraction, 1e-9);
        Assert.Equal(["pre-training", "training"], seen.Select(step => step.Stage).Distinct());
    }

    [Fact]
    public void Cancelling_stops_it()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() =>
            BoltzmannTrainer.Train(PatternRows.Draw(300, 87), PatternRows.Units, Small, cancel: source.Token));
    }

    [Fact]
    public void Rows_that_are_not_binary_probabilities_are_refused_by_row_and_unit()
    {
        var rows = PatternRows.Draw(10, 88);
        rows[5 * PatternRows.Units + 7] = float.NaN;
        var error = Assert.Throws<ArgumentException>(() => BoltzmannTrainer.Train(rows, PatternRows.Units, Small));
        Assert.Contains("row 5, unit 7", error.Message);
        Assert.Throws<ArgumentException>(() => BoltzmannTrainer.Train(new float[25], PatternRows.Units, Small));
        Assert.Throws<ArgumentException>(() => BoltzmannTrainer.Train(Array.Empty<float>(), PatternRows.Units, Small));
    }

    private static float[] Flat(BoltzmannMachine machine) =>
    [
        .. Enumerable.Range(1, machine.HiddenLayers).SelectMany(l => machine.Weights(l).ToArray()),
        .. Enumerable.Range(0, machine.HiddenLayers + 1).SelectMany(l => machine.Biases(l).ToArray()),
    ];

    private static IEnumerable<double> Deviations(BoltzmannMachine machine, float[] rows)
    {
        var count = rows.Length / machine.VisibleUnits;
        var belief = new float[count * machine.HiddenUnits];
        new MeanField(machine).Infer(rows, count, belief);
        return Enumerable.Range(0, machine.HiddenUnits).Select(unit =>
        {
            var values = Enumerable.Range(0, count).Select(
                row => (double)belief[row * machine.HiddenUnits + unit]).ToArray();
            var mean = values.Average();
            return Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
        });
    }

    private sealed class Recorder(List<TrainingProgress> seen) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => seen.Add(value);
    }
}
