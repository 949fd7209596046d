using WorldModel.Models.Boltzmann;
using WorldModel.Numerics;

namespace WorldModel.Models.Tests.Boltzmann;

/// <summary>Random machines and visible vectors for tests.</summary>
internal static class Machines
{
    public static BoltzmannMachine Random(RandomStream random, double scale, params int[] layers)
    {
        var weights = Enumerable.Range(1, layers.Length - 1).Select(
            l => new Matrix(layers[l - 1], layers[l])).ToArray();
        foreach (var matrix in weights)
            for (var i = 0; i < matrix.Data.Length; i++) matrix.Data[i] = (float)(scale * random.NextGaussian());
        var biases = layers.Select(
            units => Enumerable.Range(0, units).Select(_ => (float)random.NextGaussian()).ToArray());
        return new BoltzmannMachine(weights, [.. biases]);
    }

    public static float[] Visible(RandomStream random, int count)
    {
        var values = Enumerable.Repeat(.4f, count).ToArray();
        random.Sample(values);
        return values;
    }

    /// <summary>The beliefs of all rows by the naive reference.</summary>
    public static float[] NaiveBeliefs(BoltzmannMachine machine, int sweeps, float[] visible, int rows)
    {
        var belief = new float[rows * machine.HiddenUnits];
        for (var row = 0; row < rows; row++)
        {
            var from = visible.AsSpan(row * machine.VisibleUnits, machine.VisibleUnits);
            NaiveMeanField.Infer(machine, sweeps, from, belief.AsSpan(row * machine.HiddenUnits, machine.HiddenUnits));
        }

        return belief;
    }
}
