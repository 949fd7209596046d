using WorldModel.Schema.Media;

namespace WorldModel.Models.MediaMix.Transformer;

/// <summary>
/// Puts markets in a transformer's units: what the parametric posterior misses as shares of the geo's mean week, times
/// ten; channels by their evidence; and two covariates a week, what the posterior expects without media and a clock
/// over the weeks.
/// </summary>
internal sealed class MarketTables(MediaMixOptions options)
{
    /// <summary>Covariates of a week.</summary>
    public const int Covariates = 2;

    private const double Unit = 10;

    public MediaMixTable Empty(int series, int weeks, int channels) => new(series, weeks, channels, options);

    /// <summary>The channels of a geo: their units of spend and their evidence.</summary>
    public void WriteChannels(MediaMixTable table, int series, ChannelEvidence evidence, int geo, int draw)
    {
        evidence.Write(draw, table.Code.AsSpan(series * table.Channels * ChannelEvidence.Width));
        for (var channel = 0; channel < table.Channels; channel++)
        {
            var unit = evidence.Posterior.Scale.Spend(geo, channel);
            table.Scale[series * table.Channels + channel] = unit > 0 ? unit : 1;
            table.Busy[series * table.Channels + channel] = .7 * unit;
        }
    }

    /// <summary>The covariates of all geos of a plan, from a series on.</summary>
    public void WriteCovariates(
        MediaMixTable table, int firstSeries, ChannelEvidence evidence, WeeklyTable plan, int draw)
    {
        var without = new double[plan.Rows];
        evidence.Posterior.Predict(plan.WithSpend(new double[plan.Spend.Length]), draw, without);
        for (var row = 0; row < plan.Rows; row++)
        {
            var geo = row / plan.Weeks;
            var at = ((firstSeries + geo) * table.Weeks + row % plan.Weeks) * Covariates;
            table.Covariates[at] = (float)(without[row] / evidence.Posterior.Scale.Outcome[geo] - 1);
            table.Covariates[at + 1] = (float)(row % plan.Weeks / (double)evidence.Posterior.Fitted.Weeks - .5);
        }
    }

    public static double ToUnits(ChannelEvidence evidence, int geo, double missed) =>
        Unit * missed / evidence.Posterior.Scale.Outcome[geo];

    public static double ToOutcome(ChannelEvidence evidence, int geo, double units) =>
        units / Unit * evidence.Posterior.Scale.Outcome[geo];
}
