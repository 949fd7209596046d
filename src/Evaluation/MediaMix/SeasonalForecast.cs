using WorldModel.Schema.Media;

namespace WorldModel.Evaluation.MediaMix;

/// <summary>
/// The naive forecast of weekly outcomes: as 52 weeks before, or where there is no such week, the mean of the last
/// four. What a model must beat to be worth asking.
/// </summary>
public static class SeasonalForecast
{
    private const int Year = 52;

    /// <summary>Forecasts all weeks from one on, knowing those before it; one a row, 0 before it.</summary>
    public static double[] Of(WeeklyTable table, int from)
    {
        var forecast = new double[table.Rows];
        for (var geo = 0; geo < table.Geos.Length; geo++)
        {
            var outcome = table.Outcome.AsSpan(geo * table.Weeks, table.Weeks);
            var last = outcome.Slice(Math.Max(0, from - 4), Math.Min(4, from)).ToArray().Average();
            for (var week = from; week < table.Weeks; week++)
            {
                var before = week - Year;
                while (before >= from) before -= Year;
                forecast[geo * table.Weeks + week] = before >= 0 ? outcome[before] : last;
            }
        }

        return forecast;
    }
}
