using WorldModel.Numerics;

namespace WorldModel.Models.Boltzmann;

/// <summary>How far a visible vector lies from what a Boltzmann machine expects, in nats.</summary>
public static class FreeEnergy
{
    /// <summary>
    /// The variational free energy of each row, an upper bound of -log p*(v) (three-in-one, section 2.3, textbook
    /// form): F = - b_0 . v - sum_l b_l . mu_l - v^T W_1 mu_1 - sum_l mu_(l-1)^T W_l mu_l + sum [mu ln mu + (1 - mu)
    /// ln(1 - mu)]. Each coupling counts once and the entropy is in. For one hidden layer it is exact. Visible is rows
    /// x VisibleUnits, belief rows x HiddenUnits from <see cref="MeanField"/>, energies one number a row in nats.
    /// </summary>
    public static void Variational(
        BoltzmannMachine machine, ReadOnlySpan<float> visible, ReadOnlySpan<float> belief, int rows,
        Span<double> energies)
    {
        Check(machine, visible, belief, rows, energies);
        for (var row = 0; row < rows; row++)
        {
            var v = visible.Slice(row * machine.VisibleUnits, machine.VisibleUnits);
            energies[row] = OfRow(machine, v, belief.Slice(row * machine.HiddenUnits, machine.HiddenUnits));
        }
    }

    /// <summary>
    /// The score that the paper calls free energy (three-in-one, section 2.3): F~ = - b_0 . v - sum_l b_l . mu_l
    /// - v^T W_1 mu_1 - 2 sum_(l > 1) mu_(l-1)^T W_l mu_l. The entropy is missing and the upper couplings count twice,
    /// so it bounds nothing; it is here to repeat the paper's figures. Arguments as for <see cref="Variational"/>.
    /// </summary>
    public static void PaperScore(
        BoltzmannMachine machine, ReadOnlySpan<float> visible, ReadOnlySpan<float> belief, int rows,
        Span<double> energies)
    {
        Check(machine, visible, belief, rows, energies);
        for (var row = 0; row < rows; row++)
        {
            var v = visible.Slice(row * machine.VisibleUnits, machine.VisibleUnits);
            var mu = belief.Slice(row * machine.HiddenUnits, machine.HiddenUnits);
            energies[row] = OfRow(machine, v, mu, upperCouplings: 2, entropy: false);
        }
    }

    private static double OfRow(
        BoltzmannMachine machine, ReadOnlySpan<float> visible, ReadOnlySpan<float> belief, double upperCouplings = 1,
        bool entropy = true)
    {
        var energy = -Dot(machine.Biases(0), visible);
        var lower = visible;
        for (var l = 1; l <= machine.HiddenLayers; l++)
        {
            var upper = belief[..machine.Layers[l]];
            belief = belief[upper.Length..];
            energy -= Dot(machine.Biases(l), upper);
            var weights = machine.Weights(l);
            var times = l > 1 ? upperCouplings : 1;
            for (var i = 0; i < lower.Length; i++)
            {
                if (lower[i] == 0) continue;
                energy -= times * lower[i] * Dot(weights.Slice(i * upper.Length, upper.Length), upper);
            }

            if (entropy) foreach (var mu in upper) energy += Logit.NegativeEntropy(mu);
            lower = upper;
        }

        return energy;
    }

    private static double Dot(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        double even = 0, odd = 0;
        var i = 0;
        for (; i + 1 < x.Length; i += 2)
        {
            even += (double)x[i] * y[i];
            odd += (double)x[i + 1] * y[i + 1];
        }

        return i < x.Length ? even + odd + (double)x[i] * y[i] : even + odd;
    }

    private static void Check(
        BoltzmannMachine machine, ReadOnlySpan<float> visible, ReadOnlySpan<float> belief, int rows,
        ReadOnlySpan<double> energies)
    {
        ArgumentNullException.ThrowIfNull(machine);
        Check(visible.Length, (long)rows * machine.VisibleUnits, nameof(visible));
        Check(belief.Length, (long)rows * machine.HiddenUnits, nameof(belief));
        Check(energies.Length, rows, nameof(energies));
    }

    private static void Check(int length, long expected, string name)
    {
        if (length != expected) throw new ArgumentException($"expected {expected} numbers, got {length}", name);
    }
}
