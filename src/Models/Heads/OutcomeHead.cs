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
    /// <summary>The outcome's name.</summary>
    public string Outcome { get; } = outcome;

    /// <summary>Columns.</summary>
    public HeadDesign Design { get; } = design;

    /// <summary>Coefficients and covariance.</summary>
    public GeneralisedLinear Fit { get; } = fit;

    /// <summary>Expected outcome at given inputs (action vector, then derived inputs).</summary>
    public HeadEstimate Level(ReadOnlySpan<float> visible, ReadOnlySpan<float> belief, ReadOnlySpan<float> inputs)
    {
        var form = Form(visible, belief, inputs);
        var eta = Dot(form);
        var reach = HeadEstimate.Reach * Fit.StandardError(form);
        return new HeadEstimate(Mean(eta), Mean(eta - reach), Mean(eta + reach));
    }

    /// <summary>Expected outcome at one setting of the inputs minus that at another.</summary>
    public HeadEstimate Uplift(
        ReadOnlySpan<float> visible, ReadOnlySpan<float> belief, ReadOnlySpan<float> treated,
        ReadOnlySpan<float> reference)
    {
        var form = Form(visible, belief, treated);
        var other = Form(visible, belief, reference);
        var (to, from) = (Dot(form), Dot(other));
        var (slopeTo, slopeFrom) = (Slope(to), Slope(from));
        for (var i = 0; i < form.Length; i++)
            form[i] = (slopeTo * form[i]) - (slopeFrom * other[i]);
        var uplift = Mean(to) - Mean(from);
        var reach = HeadEstimate.Reach * Fit.StandardError(form);
        return new HeadEstimate(uplift, uplift - reach, uplift + reach);
    }

    /// <summary>Inverse link.</summary>
    public double Mean(double eta) =>
        Fit.Family == OutcomeFamily.Binary ? Logit.Inverse(eta) : eta;

    private double Slope(double eta)
    {
        if (Fit.Family == OutcomeFamily.Amount)
            return 1.0;
        var mean = Mean(eta);
        return mean * (1.0 - mean);
    }

    private double[] Form(ReadOnlySpan<float> visible, ReadOnlySpan<float> belief, ReadOnlySpan<float> inputs)
    {
        var features = new float[Design.Features];
        Design.Write(visible, belief, inputs, features);
        return Array.ConvertAll(features, value => (double)value);
    }

    private double Dot(double[] form)
    {
        var sum = 0.0;
        for (var i = 0; i < form.Length; i++)
            sum += form[i] * Fit.Coefficients[i];
        return sum;
    }
}
