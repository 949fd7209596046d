namespace WorldModel.Simulation.Tumours;

/// <summary>
/// A day of growth (Geng et al. 2017): V' = V (1 + rho ln(K / V) - beta_c C - (alpha d + beta d^2) + e), C the
/// chemotherapy in the body, d the day's radiation.
/// </summary>
public static class TumourGrowth
{
    /// <summary>Volume at which a patient dies, cm^3: 13 cm across. Errors are quoted as shares of it.</summary>
    public static readonly double Death = VolumeOf(13);

    /// <summary>Standard deviation of a day's noise.</summary>
    public const double Noise = .01;

    private const double Fraction = 2;
    private const double Dose = 5;
    private const double CellsInVolume = 5.8e8;
    private static readonly double Capacity = VolumeOf(30);

    /// <summary>Volume of a sphere, cm^3.</summary>
    public static double VolumeOf(double diameter) => 4.0 / 3 * Math.PI * Math.Pow(diameter / 2, 3);

    /// <summary>Diameter of a sphere, cm.</summary>
    public static double DiameterOf(double volume) => 2 * Math.Cbrt(volume / (4.0 / 3 * Math.PI));

    /// <summary>Chemotherapy in the body after a day's treatment: half of yesterday's is left.</summary>
    public static double Concentration(double yesterday, TumourTreatment treatment) =>
        yesterday / 2 + (treatment.HasFlag(TumourTreatment.Chemo) ? Dose : 0);

    /// <summary>The volume of the next day.</summary>
    public static double Next(
        in TumourPatient patient, double volume, double concentration, TumourTreatment treatment, double noise)
    {
        var fraction = treatment.HasFlag(TumourTreatment.Radio) ? Fraction : 0;
        var killed = patient.Radio * fraction + patient.Radio / 10 * fraction * fraction;
        return volume
            * (1 + patient.Growth * Math.Log(Capacity / volume) - patient.Chemo * concentration - killed + noise);
    }

    /// <summary>Probability that a tumour so small is gone for good.</summary>
    public static double Recovery(double volume) => Math.Exp(-volume * CellsInVolume);
}
