using WorldModel.Schema.Media;

namespace WorldModel.Models.MediaMix;

/// <summary>
/// The columns of a linear baseline: level, trend in years, waves of a year, covariates in their standard deviations
/// over the fitted weeks of the geo, and ramps of a drifting level, which is flat behind the last fitted week.
/// </summary>
public sealed class BaselineColumns
{
    private const double WeeksOfYear = 365.25 / 7;
    private readonly double[] _mean;
    private readonly double[] _deviation;

    public BaselineColumns(WeeklyTable fitted, BaselineOptions options)
    {
        (Options, FittedWeeks, Covariates) = (options, fitted.Weeks, fitted.Covariates.Length);
        Knots = options.KnotSpacing > 0 ? (fitted.Weeks - 1) / options.KnotSpacing : 0;
        _mean = new double[fitted.Geos.Length * Covariates];
        _deviation = new double[_mean.Length];
        for (var geo = 0; geo < fitted.Geos.Length; geo++) Measure(fitted, geo);
    }

    public BaselineOptions Options { get; }

    public int FittedWeeks { get; }

    public int Covariates { get; }

    /// <summary>Ramps of the drifting level.</summary>
    public int Knots { get; }

    /// <summary>Columns in all: level, trend, waves, covariates, ramps.</summary>
    public int Count => FirstKnot + Knots;

    /// <summary>The first ramp's column.</summary>
    public int FirstKnot => 2 + 2 * Options.Harmonics + Covariates;

    /// <summary>The columns of a geo's weeks, weeks x columns.</summary>
    public double[] Of(WeeklyTable table, int geo)
    {
        var columns = new double[table.Weeks * Count];
        for (var week = 0; week < table.Weeks; week++)
        {
            var row = columns.AsSpan(week * Count, Count);
            row[0] = 1;
            row[1] = (week - FittedWeeks / 2.0) / WeeksOfYear;
            var angle = 2 * Math.PI * (table.Week(week).DayNumber % 146097) / 365.2425;
            for (var wave = 1; wave <= Options.Harmonics; wave++)
                (row[2 * wave], row[2 * wave + 1]) = Math.SinCos(wave * angle);
            WriteCovariates(table, geo, week, row[(2 + 2 * Options.Harmonics)..]);
            for (var knot = 0; knot < Knots; knot++)
                row[FirstKnot + knot] = Ramp(week, knot);
        }

        return columns;
    }

    private double Ramp(int week, int knot) => Math.Clamp(
        (Math.Min(week, FittedWeeks - 1) - knot * Options.KnotSpacing) / (double)Options.KnotSpacing, 0, 1);

    private void WriteCovariates(WeeklyTable table, int geo, int week, Span<double> row)
    {
        var from = (geo * table.Weeks + week) * Covariates;
        for (var i = 0; i < Covariates; i++)
        {
            var at = geo * Covariates + i;
            row[i] = _deviation[at] > 0 ? (table.Covariate[from + i] - _mean[at]) / _deviation[at] : 0;
        }
    }

    private void Measure(WeeklyTable table, int geo)
    {
        for (var i = 0; i < Covariates; i++)
        {
            double sum = 0, square = 0;
            for (var week = 0; week < table.Weeks; week++)
                sum += table.Covariate[(geo * table.Weeks + week) * Covariates + i];
            var mean = sum / table.Weeks;
            for (var week = 0; week < table.Weeks; week++)
            {
                var off = table.Covariate[(geo * table.Weeks + week) * Covariates + i] - mean;
                square += off * off;
            }

            var deviation = Math.Sqrt(square / table.Weeks);
            _mean[geo * Covariates + i] = mean;
            _deviation[geo * Covariates + i] = deviation > 1e-9 * Math.Abs(mean) ? deviation : 0;
        }
    }
}
