namespace WorldModel.Models;

/// <summary>
/// How familiar a consumer looks: the variational free energy (nats; low is familiar) as a percentile among training
/// consumers.
/// </summary>
/// <param name="energies">Free energies of training rows, rising.</param>
public sealed class Plausibility(float[] energies)
{
    /// <summary>The reference: free energies of training rows, rising.</summary>
    public IReadOnlyList<float> Energies => energies;

    /// <summary>Percentage of training rows that look no more familiar; near 0: unlike all of them.</summary>
    public double Percentile(double freeEnergy)
    {
        var (low, high) = (0, energies.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (energies[middle] < freeEnergy)
                low = middle + 1;
            else
                high = middle;
        }

        return 100.0 * (energies.Length - low) / Math.Max(energies.Length, 1);
    }
}
