using WorldModel.Models.MediaMix;
using WorldModel.Schema.Media;

namespace WorldModel.Simulation.Media;

/// <summary>
/// The law of a simulated market: expected outcome of any plan over the market's weeks, with the demand that there was.
/// Asked like a fitted mix, so that true contributions, returns, curves and best plans are made as a model's are.
/// </summary>
/// <param name="observed">The market as it is observed.</param>
/// <param name="channels">How each channel acts.</param>
/// <param name="size">Size of each geo.</param>
/// <param name="baseline">Outcome without media, one a row.</param>
public sealed class MediaTruth(WeeklyTable observed, ChannelTruth[] channels, double[] size, double[] baseline)
    : IFittedMix
{
    /// <summary>Weeks over which a delayed adstock acts.</summary>
    public const int Lags = 9;

    /// <summary>Outcome of a week without media, per unit of a geo's size.</summary>
    public const double Level = 1e6;

    public string Model => "truth";

    public WeeklyTable Fitted => observed;

    public int Draws => 1;

    public IReadOnlyList<ChannelTruth> Channels => channels;

    /// <summary>Outcome without media, one a row.</summary>
    public IReadOnlyList<double> Baseline => baseline;

    public void Predict(WeeklyTable plan, int draw, Span<double> outcome)
    {
        if (plan.Rows != observed.Rows)
            throw new ArgumentException($"expected the market's {observed.Rows} rows, got {plan.Rows}", nameof(plan));
        baseline.CopyTo(outcome);
        var effects = Effects(plan);
        for (var row = 0; row < outcome.Length; row++)
        {
            for (var channel = 0; channel < channels.Length; channel++)
                outcome[row] += effects[row * channels.Length + channel];
        }
    }

    /// <summary>What each channel brings in each row, what it owes to others included, rows x channels.</summary>
    public double[] Effects(WeeklyTable plan)
    {
        var effects = new double[plan.Rows * channels.Length];
        var pressures = new double[channels.Length][];
        for (var geo = 0; geo < size.Length; geo++)
        {
            for (var channel = 0; channel < channels.Length; channel++)
                pressures[channel] = Pressure(plan, geo, channel);
            for (var week = 0; week < plan.Weeks; week++)
            {
                for (var channel = 0; channel < channels.Length; channel++)
                {
                    var (truth, next) = (channels[channel], pressures[(channel + 1) % channels.Length]);
                    effects[(geo * plan.Weeks + week) * channels.Length + channel] = size[geo] * Level * truth.Weight
                        * Math.Exp(truth.Drift * (week / (plan.Weeks - 1.0) - .5))
                        * (1 + truth.Synergy * next[week]) * pressures[channel][week];
                }
            }
        }

        return effects;
    }

    /// <summary>Hill(adstock(spend)) of a channel's weeks in a geo.</summary>
    public double[] Pressure(WeeklyTable plan, int geo, int channel)
    {
        var (truth, spend, pressure) = (channels[channel], new double[plan.Weeks], new double[plan.Weeks]);
        plan.CopySpend(geo, channel, spend);
        if (truth.Peak > 0) Adstock.Delayed(spend, truth.Decay, truth.Peak, Lags, pressure);
        else Adstock.Geometric(spend, truth.Decay, pressure);
        foreach (ref var week in pressure.AsSpan())
            week = Saturation.Hill(week, truth.Half * truth.Mean * size[geo], truth.Shape);
        return pressure;
    }
}
