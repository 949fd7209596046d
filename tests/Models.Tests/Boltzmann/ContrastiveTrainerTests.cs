using WorldModel.Models.Boltzmann;
using WorldModel.Numerics;

namespace WorldModel.Models.Tests.Boltzmann;

public class ContrastiveTrainerTests
{
    [Fact]
    public void Data_statistics_are_minus_the_gradient_of_the_variational_free_energy_with_beliefs_held_fixed()
    {
        const int rows = 5;
        const double step = 1e-2;
        var random = new RandomStream(71);
        int[] layers = [7, 5, 4, 3];
        var parameters = Randomised(layers, random);
        var layout = parameters.Layout;
        var visible = Machines.Visible(random, rows * 7);
        var belief = new float[rows * 12];
        new MeanField(parameters.ToMachine()).Infer(visible, rows, belief);
        var sums = new float[layout.Length];
        Statistics.AddBeliefs(layout, sums, rows, visible, belief);

        for (var i = 0; i < layout.Length; i++)
        {
            var value = parameters.Vector[i];
            parameters.Vector[i] = value + (float)step;
            var up = Energy(parameters.ToMachine(), visible, belief, rows);
            parameters.Vector[i] = value - (float)step;
            var down = Energy(parameters.ToMachine(), visible, belief, rows);
            parameters.Vector[i] = value;
            Assert.Equal((up - down) / (2 * step), -sums[i], 1e-3);
        }
    }

    [Fact]
    public void Long_gibbs_chains_reach_the_exact_means_of_a_small_machine()
    {
        var random = new RandomStream(72);
        int[] layers = [4, 3, 2];
        var parameters = Randomised(layers, random);
        var chains = new GibbsChains(parameters.Layout, 128, 20, seed: 5);
        chains.Load(parameters);
        var sums = new float[parameters.Layout.Length];
        const int repeats = 400;
        for (var repeat = 0; repeat < repeats; repeat++)
            for (var slice = 0; slice < chains.Slices; slice++)
                chains.Run(slice, sums);

        var exact = ExactGradientOfLogPartition(parameters);
        for (var i = 0; i < sums.Length; i++) Assert.Equal(exact[i], sums[i] / (128.0 * repeats), .01);
    }

    [Fact]
    public void Moving_offsets_changes_the_parameters_and_not_the_machine()
    {
        var random = new RandomStream(73);
        var parameters = Randomised([6, 5, 4, 3], random);
        var before = parameters.ToMachine();
        for (var l = 0; l <= 3; l++)
            parameters.MoveOffsets(l, Enumerable.Range(0, 6 - l).Select(_ => random.NextFloat()).ToArray(), .7f);
        var after = parameters.ToMachine();

        Assert.NotEqual(before.Biases(1).ToArray(), parameters.Biases(1).ToArray());
        for (var l = 0; l <= 3; l++)
            for (var i = 0; i < before.Biases(l).Length; i++)
                Assert.Equal(before.Biases(l)[i], after.Biases(l)[i], 1e-5f);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void It_raises_the_exact_likelihood_of_a_small_machine(bool centred)
    {
        var random = new RandomStream(74);
        float[][] patterns = [[1, 1, 1, 0, 0, 0], [0, 0, 0, 1, 1, 1], [1, 1, 0, 0, 1, 1]];
        var table = Enumerable.Range(0, 600).SelectMany(_ => patterns[random.NextInt(3)]).ToArray();
        var rows = new RowSet(table, 6, [.. Enumerable.Range(0, 600)]);
        var parameters = new CentredParameters([6, 4, 3]);
        for (var i = 0; i < parameters.Layout.WeightsLength; i++)
            parameters.Vector[i] = .1f * (float)random.NextGaussian();
        var options = new BoltzmannPhaseOptions
        {
            Epochs = 30,
            LearningRate = .02f,
            BatchRows = 60,
            Chains = 64,
            GibbsSteps = 5,
            Centred = centred,
        };
        var before = LogLikelihood(parameters.ToMachine(), patterns);
        using var crew = new Crew(1);
        var trainer = new ContrastiveTrainer(parameters, rows, options, 10, 9, crew, CancellationToken.None);
        for (var epoch = 0; epoch < options.Epochs; epoch++) trainer.RunEpoch(epoch);
        var after = LogLikelihood(parameters.ToMachine(), patterns);

        // Three equally likely patterns: no machine can exceed log 1/3; independent units stay below -3.6.
        Assert.InRange(before, -6, -3.6);
        Assert.InRange(after, -2.2, Math.Log(1 / 3.0) + 1e-6);
    }

    private static CentredParameters Randomised(int[] layers, RandomStream random)
    {
        var parameters = new CentredParameters(layers);
        foreach (ref var value in parameters.Vector.AsSpan()) value = .6f * (float)random.NextGaussian();
        return parameters;
    }

    private static double Energy(BoltzmannMachine machine, float[] visible, float[] belief, int rows)
    {
        var energies = new double[rows];
        FreeEnergy.Variational(machine, visible, belief, rows, energies);
        return energies.Sum();
    }

    private static double LogLikelihood(BoltzmannMachine machine, float[][] rows) =>
        rows.Average(row => -Enumerated.FreeEnergy(machine, row)) - Enumerated.LogPartition(machine);

    private static double[] ExactGradientOfLogPartition(CentredParameters parameters)
    {
        const float step = 5e-3f;
        return [.. Enumerable.Range(0, parameters.Vector.Length).Select(i =>
        {
            var value = parameters.Vector[i];
            parameters.Vector[i] = value + step;
            var up = Enumerated.LogPartition(parameters.ToMachine());
            parameters.Vector[i] = value - step;
            var down = Enumerated.LogPartition(parameters.ToMachine());
            parameters.Vector[i] = value;
            return (up - down) / (2 * step);
        })];
    }
}
