using WorldModel.Models.MediaMix;
using WorldModel.Schema.Media;

namespace WorldModel.Evaluation.MediaMix;

/// <summary>What the spend itself says of whether its effects can be told: no model is asked.</summary>
public static class SpendChecks
{
    /// <summary>
    /// Variance inflation from which a channel is hard to tell from the rest, and from which it cannot be.
    /// </summary>
    public const double Collinear = 10, Hopeless = 40;

    /// <summary>Standard deviation of weekly spend over its mean, under which there is little to learn from.</summary>
    public const double LittleVariation = .1;

    /// <summary>Share of spend's remaining variance that past outcomes explain where it chases demand.</summary>
    public const double Chasing = .06;

    /// <summary>
    /// Mean correlation between channels' spend, beyond season and covariates, that no planning explains.
    /// </summary>
    public const double Together = .4;

    private const double Chance = 1e-4;

    /// <summary>Reasons not to trust channels' effects.</summary>
    public static IEnumerable<TrustReason> Of(WeeklyTable table)
    {
        if (table.Weeks < 104)
        {
            yield return new TrustReason(
                "few-weeks", null, Trust.Caution,
                $"{table.Weeks} weeks: a season seen less than twice cannot be told from what was spent in it.");
        }

        var baseline = new BaselineColumns(table, BaselineOptions.Straight(table.Weeks));
        var columns = Enumerable.Range(0, table.Geos.Length).Select(geo => baseline.Of(table, geo)).ToArray();
        var together = CommonDriver.Of(table, columns);
        if (together > Together / 2)
        {
            yield return new TrustReason(
                "common-driver", null, together > Together ? Trust.Refused : Trust.Caution,
                $"Spend on all channels rises and falls together (mean correlation {together:F2} beyond season and "
                + "covariates): it follows something that the table does not show. If that is demand, effects cannot "
                + "be told from it; a covariate of what planners look at would mend it.");
        }

        for (var channel = 0; channel < table.Channels.Length; channel++)
        {
            foreach (var reason in Of(table, channel, columns)) yield return reason;
        }
    }

    private static IEnumerable<TrustReason> Of(WeeklyTable table, int channel, double[][] columns)
    {
        var name = table.Channels[channel];
        var spend = Enumerable.Range(0, table.Rows).Select(row => SpendOf(table, row, channel)).ToArray();
        var mean = spend.Average();
        if (mean <= 0)
        {
            yield return new TrustReason(
                "never-spent", name, Trust.Caution, $"{name}: nothing was ever spent, so nothing is known of it.");
            yield break;
        }

        var variation = Variation(table, spend);
        if (variation < 1e-6)
        {
            yield return new TrustReason(
                "no-variation", name, Trust.Refused,
                $"{name}: the same was spent every week; its effect is what was believed beforehand.");
            yield break;
        }

        if (variation < LittleVariation)
        {
            yield return new TrustReason(
                "little-variation", name, Trust.Caution,
                $"{name}: weekly spend varies by {variation:P0} only; "
                + "its effect rests on what was believed beforehand.");
        }

        var inflation = Inflation(table, channel, columns);
        if (inflation > Collinear)
        {
            yield return new TrustReason(
                "collinear", name, inflation > Hopeless ? Trust.Refused : Trust.Caution,
                $"{name}: spend moves with other channels, season or covariates "
                + $"(variance inflation {Shown(inflation)}); what it does cannot be told from what they do.");
        }

        if (FollowsOutcome(table, channel, columns) is { } share)
        {
            yield return new TrustReason(
                "chases-demand", name, Trust.Refused,
                $"{name}: spend follows the outcome of the weeks before ({share:P0} of what is left of its variance): "
                + "it chases demand that the table does not show, and an effect cannot be told from demand.");
        }
    }

    /// <summary>Standard deviation over mean, within geos.</summary>
    private static double Variation(WeeklyTable table, double[] spend) => spend.Chunk(table.Weeks).Select(geo =>
    {
        var mean = geo.Average();
        return mean > 0 ? Math.Sqrt(geo.Average(week => (week - mean) * (week - mean))) / mean : 0;
    }).Max();

    /// <summary>1 / (1 - R^2) of a channel's adstock on the other channels' and the baseline.</summary>
    private static double Inflation(WeeklyTable table, int channel, double[][] columns)
    {
        var (rows, target) = (new List<double[]>(), new List<double>());
        var width = columns[0].Length / table.Weeks;
        for (var geo = 0; geo < table.Geos.Length; geo++)
        {
            var stocks = Enumerable.Range(0, table.Channels.Length)
                .Select(other => Stock(table, geo, other)).ToArray();
            var mean = stocks[channel].Average();
            for (var week = 0; week < table.Weeks; week++)
            {
                var row = new double[table.Geos.Length * width + table.Channels.Length - 1];
                columns[geo].AsSpan(week * width, width).CopyTo(row.AsSpan(geo * width));
                var at = table.Geos.Length * width;
                for (var other = 0; other < table.Channels.Length; other++)
                {
                    if (other != channel) row[at++] = stocks[other][week];
                }

                rows.Add(row);
                target.Add(stocks[channel][week] - mean);
            }
        }

        var (all, rest) = (target.Sum(x => x * x), LeastSquares.Residual(rows, [.. target]));
        return rest > 1e-12 * all ? all / rest : 1e12;
    }

    /// <summary>
    /// The share of log spend's remaining variance that outcomes of the two weeks before explain beyond season,
    /// covariates and the channel's own two weeks before; null where it is small or may be chance. Spend that answers
    /// demand within its own week only, demand that no week remembers, goes unseen.
    /// </summary>
    private static double? FollowsOutcome(WeeklyTable table, int channel, double[][] columns)
    {
        const int lags = 2;
        var (with, without, target) = (new List<double[]>(), new List<double[]>(), new List<double>());
        var scale = new MixScale(table);
        var width = columns[0].Length / table.Weeks;
        for (var geo = 0; geo < table.Geos.Length; geo++)
        {
            for (var week = lags; week < table.Weeks; week++)
            {
                var row = geo * table.Weeks + week;
                if (SpendOf(table, row, channel) is not (> 0 and var spend)) continue;
                double[] known =
                [
                    .. Enumerable.Range(1, lags).Select(lag => Log(table, scale, geo, row - lag, channel)),
                ];
                var place = new double[table.Geos.Length * width];
                columns[geo].AsSpan(week * width, width).CopyTo(place.AsSpan(geo * width));
                without.Add([.. place, .. known]);
                with.Add([
                    .. place, .. known, table.Outcome[row - 1] / scale.Outcome[geo],
                    table.Outcome[row - 2] / scale.Outcome[geo]]);
                target.Add(Math.Log(spend / scale.Spend(geo, channel)));
            }
        }

        var freedom = with.Count == 0 ? 0 : with.Count - with[0].Length;
        if (freedom < 20) return null;
        double[] y = [.. target];
        var (less, more) = (LeastSquares.Residual(without, y), LeastSquares.Residual(with, y));
        if (!(more > 0) || less <= more) return null;
        // The upper tail of F with two degrees of freedom over d is (1 + 2 F / d)^(-d / 2) = (more / less)^(d / 2).
        var chance = Math.Pow(more / less, freedom / 2.0);
        var share = 1 - more / less;
        return chance < Chance && share > Chasing ? share : null;
    }

    private static double[] Stock(WeeklyTable table, int geo, int channel)
    {
        var (spend, stock) = (new double[table.Weeks], new double[table.Weeks]);
        table.CopySpend(geo, channel, spend);
        Adstock.Geometric(spend, .5, stock);
        return stock;
    }

    private static double Log(WeeklyTable table, MixScale scale, int geo, int row, int channel) =>
        scale.Spend(geo, channel) is > 0 and var unit ? Math.Log(.05 + SpendOf(table, row, channel) / unit) : 0;

    private static double SpendOf(WeeklyTable table, int row, int channel) =>
        table.Spend[row * table.Channels.Length + channel];

    /// <summary>A channel that is another's copy has one without end.</summary>
    private static string Shown(double inflation) => inflation < 1000 ? $"{inflation:F0}" : "over 1,000";
}
