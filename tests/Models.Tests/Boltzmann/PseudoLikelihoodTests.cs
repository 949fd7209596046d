using WorldModel.Models.Boltzmann;
using WorldModel.Numerics;

namespace WorldModel.Models.Tests.Boltzmann;

public class PseudoLikelihoodTests
{
    private static readonly UnitGroups Groups = new(7, [[0, 1, 2], [3], [4, 5]]);

    [Fact]
    public void With_one_hidden_layer_it_is_the_exact_conditional_likelihood()
    {
        var random = new RandomStream(91);
        var machine = Machines.Random(random, .8, 7, 6);
        float[] row = [0, 1, 0, 1, 1, 0, 1];
        var found = PseudoLikelihood.OfMachine(machine, 1, Groups, row);
        for (var group = 0; group < Groups.Count; group++)
        {
            var (all, real) = (0.0, Groups.Read(group, row));
            for (var choice = 0; choice < Groups.Choices(group); choice++)
            {
                var other = (float[])row.Clone();
                Groups.Write(group, choice, other);
                all += Math.Exp(-Enumerated.FreeEnergy(machine, other));
            }

            Assert.InRange(real, 0, Groups.Choices(group) - 1);
            Assert.Equal(Enumerated.FreeEnergy(machine, row) + Math.Log(all), found[group], 1e-4);
        }
    }

    [Fact]
    public void Frequencies_cost_their_entropy_and_regressions_find_what_depends()
    {
        // The last unit copies the fourth, the first group is even and on its own.
        var random = new RandomStream(92);
        var rows = new float[4_000 * 7];
        for (var at = 0; at < rows.Length; at += 7)
        {
            Groups.Write(0, random.NextInt(3), rows.AsSpan(at, 7));
            Groups.Write(1, random.NextInt(2), rows.AsSpan(at, 7));
            Groups.Write(2, (int)rows[at + 3], rows.AsSpan(at, 7));
        }

        var marginals = PseudoLikelihood.OfMarginals(Groups, rows, rows);
        Assert.Equal(Math.Log(3), marginals[0], .01);
        Assert.Equal(Math.Log(2), marginals[1], .01);
        var regressions = ConditionalLogits.Fit(Groups, rows, 150, new RandomStream(93)).Losses(rows);
        Assert.Equal(Math.Log(3), regressions[0], .02);
        Assert.InRange(regressions[1], 0, .05);
        Assert.InRange(regressions[2], 0, .05);
    }

    [Fact]
    public void A_unit_in_two_groups_and_a_row_without_a_value_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new UnitGroups(4, [[0, 1], [1]]));
        Assert.Throws<ArgumentException>(() => PseudoLikelihood.OfMarginals(Groups, new float[7], new float[7]));
    }
}
