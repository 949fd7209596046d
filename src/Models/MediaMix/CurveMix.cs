using WorldModel.Schema.Media;

namespace WorldModel.Models.MediaMix;

/// <summary>
/// A parametric mix: outcome = baseline + sum over channels of weight x Hill(adstock(spend)), without interactions.
/// What ridge and Bayes learn.
/// </summary>
public sealed class CurveMix : IFittedMix
{
    private readonly CurveDraw[] _draws;
    private Columns? _columns;

    /// <param name="model">What it is called.</param>
    /// <param name="fitted">What it was fitted on.</param>
    /// <param name="baseline">The baseline's options.</param>
    /// <param name="draws">At least one.</param>
    public CurveMix(string model, WeeklyTable fitted, BaselineOptions baseline, CurveDraw[] draws)
    {
        (Model, Fitted, _draws) = (model, fitted, draws);
        Baseline = new BaselineColumns(fitted, baseline);
        Scale = new MixScale(fitted);
    }

    public string Model { get; }

    public WeeklyTable Fitted { get; }

    public int Draws => _draws.Length;

    public BaselineColumns Baseline { get; }

    public MixScale Scale { get; }

    public IReadOnlyList<CurveDraw> Parameters => _draws;

    /// <inheritdoc/>
    public double? Convergence { get; init; }

    public void Predict(WeeklyTable plan, int draw, Span<double> outcome)
    {
        var (parameters, columns) = (_draws[draw], ColumnsOf(plan));
        var (spend, pressure) = (new double[plan.Weeks], new double[plan.Weeks]);
        for (var geo = 0; geo < plan.Geos.Length; geo++)
        {
            var weeks = outcome.Slice(geo * plan.Weeks, plan.Weeks);
            var weights = parameters.Baseline.AsSpan(geo * Baseline.Count, Baseline.Count);
            for (var week = 0; week < plan.Weeks; week++)
            {
                weeks[week] = BaselineMarginal.Dot(
                    columns.AsSpan((geo * plan.Weeks + week) * Baseline.Count, Baseline.Count), weights);
            }

            for (var channel = 0; channel < plan.Channels.Length; channel++)
            {
                plan.CopySpend(geo, channel, spend);
                parameters.Transforms[channel].Apply(spend, Scale.Spend(geo, channel), pressure);
                for (var week = 0; week < plan.Weeks; week++)
                    weeks[week] += parameters.Weights[channel] * pressure[week];
            }

            foreach (ref var week in weeks) week *= Scale.Outcome[geo];
        }
    }

    /// <summary>
    /// The baseline's columns of a plan; those of the last plan are kept, as plans differ in spend mostly.
    /// </summary>
    private double[] ColumnsOf(WeeklyTable plan)
    {
        if (_columns is { } kept && ReferenceEquals(kept.Covariate, plan.Covariate) && kept.Weeks == plan.Weeks)
            return kept.Numbers;
        double[] numbers = [.. Enumerable.Range(0, plan.Geos.Length).SelectMany(geo => Baseline.Of(plan, geo))];
        _columns = new Columns(plan.Covariate, plan.Weeks, numbers);
        return numbers;
    }

    private sealed record Columns(double[] Covariate, int Weeks, double[] Numbers);
}
