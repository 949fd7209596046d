using WorldModel.Models.Boltzmann;

namespace WorldModel.Models.Tests.Boltzmann;

/// <summary>Exact sums over all states of a small machine, in double precision.</summary>
internal static class Enumerated
{
    /// <summary>-log sum over h of exp(-E(v, h)): the exact free energy.</summary>
    public static double FreeEnergy(BoltzmannMachine machine, ReadOnlySpan<float> visible)
    {
        var sum = 0.0;
        for (var state = 0; state < 1 << machine.HiddenUnits; state++)
            sum += Math.Exp(-Energy(machine, visible, Units(state, machine.HiddenUnits)));
        return -Math.Log(sum);
    }

    /// <summary>log Z = log sum over v and h of exp(-E(v, h)).</summary>
    public static double LogPartition(BoltzmannMachine machine)
    {
        var sum = 0.0;
        for (var state = 0; state < 1 << machine.VisibleUnits; state++)
            sum += Math.Exp(-FreeEnergy(machine, Units(state, machine.VisibleUnits)));
        return Math.Log(sum);
    }

    public static float[] Units(int state, int count) =>
        [.. Enumerable.Range(0, count).Select(unit => (float)((state >> unit) & 1))];

    private static double Energy(BoltzmannMachine machine, ReadOnlySpan<float> visible, ReadOnlySpan<float> hidden)
    {
        var energy = -Dot(machine.Biases(0), visible);
        var lower = visible;
        for (var l = 1; l <= machine.HiddenLayers; l++)
        {
            var upper = hidden[..machine.Layers[l]];
            hidden = hidden[upper.Length..];
            energy -= Dot(machine.Biases(l), upper);
            for (var i = 0; i < lower.Length; i++)
                energy -= lower[i] * Dot(machine.Weights(l).Slice(i * upper.Length, upper.Length), upper);
            lower = upper;
        }

        return energy;
    }

    private static double Dot(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        var sum = 0.0;
        for (var i = 0; i < x.Length; i++) sum += (double)x[i] * y[i];
        return sum;
    }
}
