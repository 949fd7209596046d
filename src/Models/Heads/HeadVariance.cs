using WorldModel.Numerics;

namespace WorldModel.Models.Heads;

/// <summary>
/// The covariance of a head's coefficients, cut at the line between what no treatment changes (the base) and the
/// drivers: with the base taken once for a consumer, the variance of an effect costs the drivers' columns only.
/// Immutable and thread-safe.
/// </summary>
internal sealed class HeadVariance
{
    private readonly double[] _cross;

    public HeadVariance(HeadDesign design, GeneralisedLinear fit)
    {
        var (size, split) = (design.Features, design.BaseFeatures);
        Base = new QuadraticForm(fit.Covariance, size, split);
        Drivers = new QuadraticForm(
            fit.Covariance.AsSpan(Math.Min((split * size) + split, fit.Covariance.Length)), size, size - split);
        _cross = new double[Drivers.Size * Base.PaddedSize];
        for (var driver = 0; driver < Drivers.Size; driver++)
            fit.Covariance.AsSpan((split + driver) * size, split).CopyTo(_cross.AsSpan(driver * Base.PaddedSize));
        BaseCoefficients = new double[Base.PaddedSize];
        fit.Coefficients.AsSpan(0, split).CopyTo(BaseCoefficients);
        DriverCoefficients = new double[Drivers.PaddedSize];
        fit.Coefficients.AsSpan(split).CopyTo(DriverCoefficients);
    }

    /// <summary>Base by base.</summary>
    public QuadraticForm Base { get; }

    /// <summary>Drivers by drivers.</summary>
    public QuadraticForm Drivers { get; }

    /// <summary>Coefficients of the base, padded with zeros.</summary>
    public double[] BaseCoefficients { get; }

    /// <summary>Coefficients of the drivers, padded with zeros.</summary>
    public double[] DriverCoefficients { get; }

    /// <summary>Covariance of each driver column's coefficient with the base's linear form.</summary>
    public void Cross(ReadOnlySpan<double> form, Span<double> cross)
    {
        for (var driver = 0; driver < Drivers.Size; driver++)
            cross[driver] = LaneSum.Dot(_cross.AsSpan(driver * Base.PaddedSize, Base.PaddedSize), form);
    }
}
