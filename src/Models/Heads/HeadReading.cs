using WorldModel.Numerics;

namespace WorldModel.Models.Heads;

/// <summary>
/// A head made ready for one consumer: predictor and variance of the base are computed once, each level and uplift
/// then costs the drivers' columns. Reused for one consumer after another; used by one thread at a time.
/// </summary>
internal sealed class HeadReading(OutcomeHead head, HeadVariance variance)
{
    private readonly double[] _base = new double[variance.Base.PaddedSize];
    private readonly double[] _cross = new double[variance.Drivers.PaddedSize];
    private readonly float[] _modifiers = new float[variance.Drivers.PaddedSize];
    private readonly double[] _treated = new double[variance.Drivers.PaddedSize];
    private readonly double[] _reference = new double[variance.Drivers.PaddedSize];
    private double _eta;
    private double _baseVariance;

    /// <summary>Takes a consumer's visible units and belief.</summary>
    public void Read(ReadOnlySpan<float> visible, ReadOnlySpan<float> belief)
    {
        head.Design.WriteBase(visible, belief, _base);
        head.Design.WriteModifiers(visible, _modifiers);
        _eta = LaneSum.Dot(_base, variance.BaseCoefficients);
        _baseVariance = variance.Base.Of(_base);
        variance.Cross(_base, _cross);
    }

    /// <summary>Expected outcome at given inputs (action vector, then derived inputs).</summary>
    public HeadEstimate Level(ReadOnlySpan<float> inputs)
    {
        head.Design.WriteDrivers(_modifiers, inputs, _treated);
        var eta = _eta + LaneSum.Dot(_treated, variance.DriverCoefficients);
        var reach = Reach(1, _treated);
        return new HeadEstimate(head.Mean(eta), head.Mean(eta - reach), head.Mean(eta + reach));
    }

    /// <summary>Expected outcome at one setting of the inputs minus that at another.</summary>
    public HeadEstimate Uplift(ReadOnlySpan<float> treated, ReadOnlySpan<float> reference)
    {
        head.Design.WriteDrivers(_modifiers, treated, _treated);
        head.Design.WriteDrivers(_modifiers, reference, _reference);
        var to = _eta + LaneSum.Dot(_treated, variance.DriverCoefficients);
        var from = _eta + LaneSum.Dot(_reference, variance.DriverCoefficients);
        var (slopeTo, slopeFrom) = (head.Slope(to), head.Slope(from));
        for (var i = 0; i < _treated.Length; i++)
            _treated[i] = (slopeTo * _treated[i]) - (slopeFrom * _reference[i]);
        var uplift = head.Mean(to) - head.Mean(from);
        var reach = Reach(slopeTo - slopeFrom, _treated);
        return new HeadEstimate(uplift, uplift - reach, uplift + reach);
    }

    /// <summary>Half width of the interval of scale x base + drivers.</summary>
    private double Reach(double scale, double[] drivers)
    {
        var squared = (scale * scale * _baseVariance) + (2 * scale * LaneSum.Dot(drivers, _cross))
            + variance.Drivers.Of(drivers);
        return HeadEstimate.Reach * Math.Sqrt(Math.Max(squared, 0.0));
    }
}
