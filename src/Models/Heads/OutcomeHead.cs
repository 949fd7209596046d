using System.Collections.Concurrent;
using WorldModel.Numerics;

namespace WorldModel.Models.Heads;

/// <summary>
/// A head: a generalised linear model of one outcome on [1, belief, visible main effects, drivers, driver x modifier].
/// A binary outcome is a logistic regression; an amount is a linear regression of its mean. For a spend that is zero
/// for most consumers the latter still estimates the mean (and its differences under randomised treatments) without
/// bias, but its noise is taken as even over rows, so that intervals are averages over small and large spenders.
/// </summary>
/// <remarks>
/// Intervals: the coefficients' Laplace covariance; levels on the scale of the linear predictor, uplifts by the delta
/// method. They hold the uncertainty of the head, not that of the belief nor of assumptions on identification.
/// </remarks>
public sealed class OutcomeHead(string outcome, HeadDesign design, GeneralisedLinear fit)
{
    private readonly Lazy<HeadVariance> _variance = new(() => new HeadVariance(design, fit));
    private readonly ConcurrentBag<HeadReading> _readings = [];

    /// <summary>The outcome's name.</summary>
    public string Outcome { get; } = outcome;

    /// <summary>Columns.</summary>
    public HeadDesign Design { get; } = design;

    /// <summary>Coefficients and covariance.</summary>
    public GeneralisedLinear Fit { get; } = fit;

    /// <summary>Expected outcome at given inputs (action vector, then derived inputs).</summary>
    public HeadEstimate Level(ReadOnlySpan<float> visible, ReadOnlySpan<float> belief, ReadOnlySpan<float> inputs)
    {
        var reading = Read(visible, belief);
        var level = reading.Level(inputs);
        Return(reading);
        return level;
    }

    /// <summary>Expected outcome at one setting of the inputs minus that at another.</summary>
    public HeadEstimate Uplift(
        ReadOnlySpan<float> visible, ReadOnlySpan<float> belief, ReadOnlySpan<float> treated,
        ReadOnlySpan<float> reference)
    {
        var reading = Read(visible, belief);
        var uplift = reading.Uplift(treated, reference);
        Return(reading);
        return uplift;
    }

    /// <summary>The head made ready for one consumer; to be given back.</summary>
    internal HeadReading Read(ReadOnlySpan<float> visible, ReadOnlySpan<float> belief)
    {
        if (!_readings.TryTake(out var reading)) reading = new HeadReading(this, _variance.Value);
        reading.Read(visible, belief);
        return reading;
    }

    internal void Return(HeadReading reading) => _readings.Add(reading);

    /// <summary>Inverse link.</summary>
    public double Mean(double eta) =>
        Fit.Family == OutcomeFamily.Binary ? Logit.Inverse(eta) : eta;

    /// <summary>Derivative of the inverse link.</summary>
    internal double Slope(double eta)
    {
        if (Fit.Family == OutcomeFamily.Amount)
            return 1.0;
        var mean = Mean(eta);
        return mean * (1.0 - mean);
    }
}
