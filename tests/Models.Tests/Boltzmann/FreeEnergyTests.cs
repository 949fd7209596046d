using WorldModel.Models.Boltzmann;
using WorldModel.Numerics;

namespace WorldModel.Models.Tests.Boltzmann;

public class FreeEnergyTests
{
    [Fact]
    public void With_one_hidden_layer_it_is_the_softplus_form()
    {
        var random = new RandomStream(61);
        var machine = Machines.Random(random, .7, 20, 9);
        var visible = Machines.Visible(random, 20);

        var expected = 0.0;
        for (var i = 0; i < 20; i++) expected -= machine.Biases(0)[i] * (double)visible[i];
        for (var j = 0; j < 9; j++)
        {
            var input = (double)machine.Biases(1)[j];
            for (var i = 0; i < 20; i++) input += visible[i] * (double)machine.Weights(1)[i * 9 + j];
            expected -= Logit.Softplus(input);
        }

        Assert.Equal(expected, Variational(machine, visible, 1), 1e-5);
        Assert.Equal(expected, Enumerated.FreeEnergy(machine, visible), 1e-5);
    }

    [Fact]
    public void It_bounds_the_exact_free_energy_from_above_and_closely_where_couplings_are_weak()
    {
        var random = new RandomStream(62);
        for (var round = 0; round < 20; round++)
        {
            var weak = round % 2 == 0;
            var machine = Machines.Random(random, weak ? .1 : 1.5, 8, 5, 4, 3);
            var visible = Machines.Visible(random, 8);
            var (bound, exact) = (Variational(machine, visible, 30), Enumerated.FreeEnergy(machine, visible));
            Assert.True(bound >= exact - 1e-5, $"bound {bound}, exact {exact}");
            if (weak) Assert.InRange(bound - exact, -1e-5, .05);
        }
    }

    [Fact]
    public void Any_belief_gives_a_bound_and_mean_field_gives_a_better_one_than_a_coin()
    {
        var random = new RandomStream(63);
        var machine = Machines.Random(random, .5, 8, 5, 4);
        var visible = Machines.Visible(random, 8);
        var coin = new double[1];
        FreeEnergy.Variational(machine, visible, Enumerable.Repeat(.5f, 9).ToArray(), 1, coin);
        Assert.True(coin[0] > Variational(machine, visible, 20));
        Assert.True(coin[0] > Enumerated.FreeEnergy(machine, visible));
    }

    [Fact]
    public void The_papers_score_lacks_the_entropy_and_has_upper_couplings_twice()
    {
        var random = new RandomStream(64);
        var machine = Machines.Random(random, .5, 6, 5, 4, 3);
        var visible = Machines.Visible(random, 6);
        var (belief, score, bound) = (new float[12], new double[1], new double[1]);
        new MeanField(machine).Infer(visible, 1, belief);
        FreeEnergy.PaperScore(machine, visible, belief, 1, score);
        FreeEnergy.Variational(machine, visible, belief, 1, bound);
        var expected = bound[0] - belief.Sum(mu => Logit.NegativeEntropy(mu))
            - Product(machine, 2, belief.AsSpan(0, 5), belief.AsSpan(5, 4))
            - Product(machine, 3, belief.AsSpan(5, 4), belief.AsSpan(9, 3));
        Assert.Equal(expected, score[0], 1e-9);
    }

    private static double Product(
        BoltzmannMachine machine, int layer, ReadOnlySpan<float> lower, ReadOnlySpan<float> upper)
    {
        var sum = 0.0;
        for (var i = 0; i < lower.Length; i++)
            for (var j = 0; j < upper.Length; j++)
                sum += (double)lower[i] * machine.Weights(layer)[i * upper.Length + j] * upper[j];
        return sum;
    }

    private static double Variational(BoltzmannMachine machine, float[] visible, int sweeps)
    {
        var (belief, energy) = (new float[machine.HiddenUnits], new double[1]);
        new MeanField(machine, sweeps).Infer(visible, 1, belief);
        FreeEnergy.Variational(machine, visible, belief, 1, energy);
        return energy[0];
    }
}
