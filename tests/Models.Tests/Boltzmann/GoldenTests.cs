using System.Globalization;
using WorldModel.Models.Boltzmann;
using WorldModel.Numerics;

namespace WorldModel.Models.Tests.Boltzmann;

/// <summary>
/// Bits that must be the same on every processor. <see cref="InstructionSetTests"/> runs this class again in processes
/// whose instruction sets are cut down.
/// </summary>
public class GoldenTests
{
    /// <summary>
    /// Set by the parent: the kernel paths that this process should have, and the hashes of what it trained and of
    /// the intervals that it estimated.
    /// </summary>
    public const string PathsVariable = "WORLDMODEL_TEST_PATHS";
    public const string TrainedVariable = "WORLDMODEL_TEST_TRAINED";
    public const string EstimatedVariable = "WORLDMODEL_TEST_ESTIMATED";
    private const int Rows = 3;

    public static TheoryData<KernelPath> Paths => [.. KernelPaths.Supported];

    [Theory]
    [MemberData(nameof(Paths))]
    public void Beliefs_equal_the_golden_vectors_bit_for_bit(KernelPath path)
    {
        var random = new RandomStream(91);
        int[] layers = [72, 64, 32, 16];
        var weights = Enumerable.Range(1, 3).Select(
            l => new Matrix(layers[l - 1], layers[l], Uniform(random, layers[l - 1] * layers[l])));
        var machine = new BoltzmannMachine([.. weights], [.. layers.Select(units => Uniform(random, units))]);
        var visible = Machines.Visible(random, Rows * 72);
        var belief = new float[Rows * 112];
        new MeanField(machine, 10, path).Infer(visible, Rows, belief);

        var golden = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Boltzmann", "golden-beliefs.txt"));
        Assert.Equal(golden, Text(belief));
    }

    [Fact]
    public void This_process_has_the_paths_and_trains_and_estimates_to_the_bits_that_its_parent_expects()
    {
        if (Environment.GetEnvironmentVariable(PathsVariable) is { } paths)
            Assert.Equal(paths, string.Join(',', KernelPaths.Supported));
        if (Environment.GetEnvironmentVariable(TrainedVariable) is { } trained)
            Assert.Equal(trained, TrainedHash());
        if (Environment.GetEnvironmentVariable(EstimatedVariable) is { } estimated)
            Assert.Equal(estimated, Heads.HeadReadingTests.Hash());
    }

    /// <summary>A hash of every parameter of a machine trained for a few batches.</summary>
    public static string TrainedHash()
    {
        var quick = BoltzmannTrainingOptions.Quick;
        var options = quick with
        {
            HiddenLayers = [18, 7, 5],
            Pretraining = quick.Pretraining with { Epochs = 1 },
            Joint = quick.Joint with { Epochs = 1 },
        };
        var machine = BoltzmannTrainer.Train(PatternRows.Draw(600, 92), PatternRows.Units, options).Machine;
        var hash = 14695981039346656037UL;
        for (var l = 0; l <= machine.HiddenLayers; l++)
            foreach (var value in (ReadOnlySpan<float>)[.. machine.Biases(l), .. l > 0 ? machine.Weights(l) : []])
                hash = (hash ^ BitConverter.SingleToUInt32Bits(value)) * 1099511628211UL;
        return hash.ToString("x16", CultureInfo.InvariantCulture);
    }

    private static float[] Uniform(RandomStream random, int count)
    {
        var values = new float[count];
        random.Fill(values);
        return Array.ConvertAll(values, value => 1.2f * (value - .5f));
    }

    /// <summary>One row a line, each number as the hex digits of its bits.</summary>
    private static string Text(float[] belief) => string.Concat(belief.Chunk(112).Select(row =>
        string.Join(' ', row.Select(
            value => BitConverter.SingleToUInt32Bits(value).ToString("x8", CultureInfo.InvariantCulture))) + "\n"));
}
