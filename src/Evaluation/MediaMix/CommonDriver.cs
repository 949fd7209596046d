using WorldModel.Schema.Media;

namespace WorldModel.Evaluation.MediaMix;

/// <summary>
/// Whether one thing drives the spend of all channels: planners who follow demand raise and cut every channel at once,
/// and then each channel's spend tells so much of demand that past outcomes add nothing.
/// </summary>
internal static class CommonDriver
{
    private const int FewestWeeks = 30;

    /// <summary>
    /// Mean over pairs of channels of the correlation of their log spend, season and covariates taken out, over the
    /// weeks in which both spend; 0 where no pair has enough of them.
    /// </summary>
    public static double Of(WeeklyTable table, double[][] columns)
    {
        var rests = Enumerable.Range(0, table.Channels.Length)
            .Select(channel => Rest(table, channel, columns)).ToArray();
        var correlations =
            (from first in Enumerable.Range(0, rests.Length)
             from second in Enumerable.Range(0, first)
             select Correlation(rests[first], rests[second])).OfType<double>().ToArray();
        return correlations.Length > 0 ? correlations.Average() : 0;
    }

    /// <summary>
    /// Log spend less what season and covariates explain of it, one a row; NaN in weeks without spend.
    /// </summary>
    private static double[] Rest(WeeklyTable table, int channel, double[][] columns)
    {
        var rest = new double[table.Rows];
        Array.Fill(rest, double.NaN);
        var width = columns[0].Length / table.Weeks;
        for (var geo = 0; geo < table.Geos.Length; geo++)
        {
            var rows = Enumerable.Range(geo * table.Weeks, table.Weeks)
                .Where(row => table.Spend[row * table.Channels.Length + channel] > 0).ToArray();
            if (rows.Length < width + FewestWeeks) continue;
            var found = LeastSquares.Residuals(
                [.. rows.Select(row => columns[geo].AsSpan((row % table.Weeks) * width, width).ToArray())],
                [.. rows.Select(row => Math.Log(table.Spend[row * table.Channels.Length + channel]))]);
            for (var i = 0; i < rows.Length; i++) rest[rows[i]] = found[i];
        }

        return rest;
    }

    private static double? Correlation(double[] first, double[] second)
    {
        double product = 0, left = 0, right = 0;
        var weeks = 0;
        for (var row = 0; row < first.Length; row++)
        {
            if (double.IsNaN(first[row]) || double.IsNaN(second[row])) continue;
            weeks++;
            product += first[row] * second[row];
            left += first[row] * first[row];
            right += second[row] * second[row];
        }

        return weeks >= FewestWeeks && left > 0 && right > 0 ? product / Math.Sqrt(left * right) : null;
    }
}
