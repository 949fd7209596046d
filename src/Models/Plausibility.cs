namespace WorldModel.Models;

/// <summary>
/// How familiar a consumer looks: the variational free energy (nats; low is familiar) as a percentile among training
/// consumers.
/// </summary>
/// <param name="energies">Free energies of training rows, rising.</param>
/// <param name="separation">
/// AUC with which it separates field-shuffled histories from real ones, on rows kept from training; NaN: not measured.
/// </param>
public sealed class Plausibility(float[] energies, double separation)
{
    /// <summary>The least separation with which decisions may be guarded by plausibility.</summary>
    public const double LeastSeparation = 0.8;

    /// <summary>AUC with which it separates field-shuffled histories from real ones; NaN: not measured.</summary>
    public double Separation => separation;

    /// <summary>Whether it tells enough to keep a decision back where a consumer looks unfamiliar.</summary>
    public bool CanGuard => separation >= LeastSeparation;

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
