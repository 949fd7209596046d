using WorldModel.Schema.Media;

namespace WorldModel.Models.MediaMix;

/// <summary>
/// The units of a parametric mix: a geo's outcome in its mean week, a channel's spend in its mean week with spend.
/// </summary>
public sealed class MixScale
{
    private readonly double[] _spend;

    public MixScale(WeeklyTable fitted)
    {
        var (geos, channels) = (fitted.Geos.Length, fitted.Channels.Length);
        Outcome = new double[geos];
        _spend = new double[geos * channels];
        Channels = channels;
        var series = new double[fitted.Weeks];
        for (var geo = 0; geo < geos; geo++)
        {
            var mean = fitted.Outcome.AsSpan(geo * fitted.Weeks, fitted.Weeks).ToArray().Average(Math.Abs);
            Outcome[geo] = mean > 0 ? mean : 1;
            for (var channel = 0; channel < channels; channel++)
            {
                fitted.CopySpend(geo, channel, series);
                var spent = series.Count(week => week > 0);
                _spend[geo * channels + channel] = spent > 0 ? series.Sum() / spent : 0;
            }
        }
    }

    public int Channels { get; }

    /// <summary>Mean absolute outcome of a week, one a geo.</summary>
    public double[] Outcome { get; }

    /// <summary>A channel's mean week with spend in a geo; 0 where nothing was spent.</summary>
    public double Spend(int geo, int channel) => _spend[geo * Channels + channel];
}
