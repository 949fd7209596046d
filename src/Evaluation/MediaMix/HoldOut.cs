using WorldModel.Models.MediaMix;
using WorldModel.Schema;
using WorldModel.Schema.Media;

namespace WorldModel.Evaluation.MediaMix;

/// <summary>
/// How well weeks that a model has not seen were forecast from the weeks before, with their spend known.
/// </summary>
/// <param name="Weeks">Weeks held out, the last ones.</param>
/// <param name="Error">Sum of absolute errors over the sum of outcomes.</param>
/// <param name="Naive">The same of the naive seasonal forecast.</param>
public sealed record HoldOut(int Weeks, double Error, double Naive)
{
    /// <summary>Half a year, or a fifth of the weeks where that is less.</summary>
    public static int WeeksOf(WeeklyTable table) => Math.Min(26, table.Weeks / 5);

    /// <summary>Learns from all but the last weeks and forecasts those.</summary>
    /// <exception cref="InputException">Those have no outcome of which errors could be shares.</exception>
    public static HoldOut Run(
        IMixLearner learner, WeeklyTable table, MixPriors priors, ulong seed, Action<double>? progress = null,
        CancellationToken stop = default)
    {
        var weeks = WeeksOf(table);
        var head = table.Head(table.Weeks - weeks);
        RequireOutcome(table, head.Weeks);
        var mix = learner.Learn(head, priors.On(head), seed, progress, stop);
        var (mean, outcome) = (new double[table.Rows], new double[table.Rows]);
        for (var draw = 0; draw < mix.Draws; draw++)
        {
            mix.Predict(table, draw, outcome);
            for (var row = 0; row < mean.Length; row++) mean[row] += outcome[row] / mix.Draws;
        }

        return new HoldOut(
            weeks, ErrorOf(table, mean, head.Weeks),
            ErrorOf(table, SeasonalForecast.Of(table, head.Weeks), head.Weeks));
    }

    private static void RequireOutcome(WeeklyTable table, int from)
    {
        if (Enumerable.Range(0, table.Rows).Any(row => row % table.Weeks >= from && table.Outcome[row] != 0)) return;
        throw new InputException(
            table.OutcomeName, $"0 in each of the last {table.Weeks - from} weeks",
            "an outcome in the weeks that are held out: leave weeks without one away");
    }

    /// <summary>Sum of absolute errors over the sum of absolute outcomes, from a week on.</summary>
    public static double ErrorOf(WeeklyTable table, double[] forecast, int from)
    {
        double errors = 0, outcomes = 0;
        for (var row = 0; row < table.Rows; row++)
        {
            if (row % table.Weeks < from) continue;
            errors += Math.Abs(forecast[row] - table.Outcome[row]);
            outcomes += Math.Abs(table.Outcome[row]);
        }

        return errors / outcomes;
    }
}
