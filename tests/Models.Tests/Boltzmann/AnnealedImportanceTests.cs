using WorldModel.Models.Boltzmann;
using WorldModel.Numerics;

namespace WorldModel.Models.Tests.Boltzmann;

public class AnnealedImportanceTests
{
    [Theory]
    [InlineData(8, 6)]
    [InlineData(7, 5, 4)]
    [InlineData(6, 5, 4, 3)]
    [InlineData(5, 4, 3, 3, 2)]
    public void It_agrees_with_the_exact_partition_function_within_its_error(params int[] layers)
    {
        var random = new RandomStream(81);
        for (var round = 0; round < 3; round++)
        {
            var machine = Machines.Random(random, .9, layers);
            var start = machine.Biases(0).ToArray();
            var options = new AnnealingOptions { Chains = 256, Temperatures = 500, Seed = (ulong)round };
            var found = AnnealedImportance.LogPartition(machine, start, options);
            var exact = Enumerated.LogPartition(machine);
            var half = Math.Max((found.High - found.Low) / 2, 1e-3);

            // Four half widths of 95 %: wide enough for seeds that are fixed, far below what a fault would make.
            Assert.InRange(found.LogPartition - exact, -4 * half, 4 * half);
            Assert.True(half < .2, $"half width {half}");
            Assert.InRange(found.EffectiveChains, 20, 256.0001);
        }
    }

    [Fact]
    public void A_log_likelihood_from_it_agrees_with_the_exact_one()
    {
        var random = new RandomStream(82);
        var machine = Machines.Random(random, .8, 7, 5);
        var visible = Machines.Visible(random, 7);
        var options = new AnnealingOptions { Temperatures = 1_000 };
        var found = AnnealedImportance.LogPartition(machine, new float[7], options);
        var (belief, energy) = (new float[5], new double[1]);
        new MeanField(machine, 1).Infer(visible, 1, belief);
        FreeEnergy.Variational(machine, visible, belief, 1, energy);
        var exact = -Enumerated.FreeEnergy(machine, visible) - Enumerated.LogPartition(machine);
        Assert.Equal(exact, -energy[0] - found.LogPartition, .05);
    }

    [Fact]
    public void Threads_change_nothing_and_a_start_of_another_length_is_refused()
    {
        var machine = Machines.Random(new RandomStream(83), .5, 9, 6, 4);
        double[] found = [.. ((int[])[1, 3]).Select(threads => AnnealedImportance.LogPartition(
            machine, new float[9], new AnnealingOptions { Temperatures = 50, Threads = threads }).LogPartition)];
        Assert.Equal(found[0], found[1]);
        Assert.Throws<ArgumentException>(
            () => AnnealedImportance.LogPartition(machine, new float[8], new AnnealingOptions()));
    }
}
