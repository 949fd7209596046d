namespace WorldModel.Evaluation;

/// <summary>
/// Predictions against what happened, in bins of equally many rows by rising prediction; rows of one prediction stay
/// together. Intervals are Wilson's (1927) for shares and normal ones for amounts, 95 %.
/// </summary>
public static class Calibration
{
    private const double Z = 1.959963984540054;

    public static CalibrationBin[] Bins(ReadOnlySpan<double> predicted, ReadOnlySpan<double> observed, int bins = 10)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bins);
        var order = new int[predicted.Length];
        for (var row = 0; row < order.Length; row++) order[row] = row;
        Array.Sort(predicted.ToArray(), order);
        var result = new List<CalibrationBin>();
        var start = 0;
        for (var bin = 1; bin <= bins; bin++)
        {
            var end = (int)((long)order.Length * bin / bins);
            while (end > 0 && end < order.Length && predicted[order[end]] == predicted[order[end - 1]]) end++;
            if (end <= start) continue;
            result.Add(Bin(predicted, observed, order.AsSpan(start..end)));
            start = end;
        }

        return [.. result];
    }

    /// <summary>
    /// Expected calibration error: the bins' distances between predicted and observed, weighted by rows.
    /// </summary>
    public static double ExpectedError(IReadOnlyList<CalibrationBin> bins) =>
        bins.Sum(bin => bin.Rows * Math.Abs(bin.Predicted - bin.Observed.Value)) / bins.Sum(bin => bin.Rows);

    private static CalibrationBin Bin(
        ReadOnlySpan<double> predicted, ReadOnlySpan<double> observed, ReadOnlySpan<int> rows)
    {
        double prediction = 0, sum = 0, squares = 0;
        var share = true;
        foreach (var row in rows)
        {
            prediction += predicted[row];
            sum += observed[row];
            squares += observed[row] * observed[row];
            share &= observed[row] is 0 or 1;
        }

        var count = rows.Length;
        var mean = sum / count;
        var interval = share ? Wilson(mean, count) : Normal(mean, squares, count);
        return new CalibrationBin(prediction / count, interval, count);
    }

    private static Estimate Wilson(double mean, int count)
    {
        var centre = (mean + Z * Z / (2 * count)) / (1 + Z * Z / count);
        var half = Z * Math.Sqrt(mean * (1 - mean) / count + Z * Z / (4.0 * count * count)) / (1 + Z * Z / count);
        return new Estimate(mean, Math.Max(0, centre - half), Math.Min(1, centre + half));
    }

    private static Estimate Normal(double mean, double squares, int count)
    {
        if (count < 2) return new Estimate(mean);
        var half = Z * Math.Sqrt(Math.Max(0, squares / count - mean * mean) / (count - 1));
        return new Estimate(mean, mean - half, mean + half);
    }
}

/// <summary>Rows of like prediction: the mean prediction, what was observed, how many.</summary>
public sealed record CalibrationBin(double Predicted, Estimate Observed, int Rows);
