using WorldModel.Models.MediaMix;
using WorldModel.Numerics;
using WorldModel.Schema.Media;

namespace WorldModel.Evaluation.MediaMix;

/// <summary>Expected outcomes of plans from a week on, draw by draw: what every answer is made of.</summary>
public static class PlanTotals
{
    /// <summary>Plans x draws.</summary>
    /// <param name="mix">What is asked.</param>
    /// <param name="plans">Of the same weeks.</param>
    /// <param name="from">The first week that counts.</param>
    /// <param name="draws">Which draws; null for all.</param>
    /// <param name="stop">Stops the work.</param>
    /// <param name="threads">Most at once, 0 for one a core; results do not depend on it.</param>
    public static double[][] Of(
        IFittedMix mix, IReadOnlyList<WeeklyTable> plans, int from, int[]? draws = null,
        CancellationToken stop = default, int threads = 0)
    {
        draws ??= [.. Enumerable.Range(0, mix.Draws)];
        var totals = new double[plans.Count][];
        for (var plan = 0; plan < totals.Length; plan++) totals[plan] = new double[draws.Length];
        Parallel.For(0, draws.Length, Slices.Options(threads, stop), draw =>
        {
            for (var plan = 0; plan < totals.Length; plan++)
                totals[plan][draw] = Total(mix, plans[plan], draws[draw], from);
        });
        return totals;
    }

    private static double Total(IFittedMix mix, WeeklyTable plan, int draw, int from)
    {
        var outcome = new double[plan.Rows];
        mix.Predict(plan, draw, outcome);
        var sum = 0.0;
        for (var row = 0; row < outcome.Length; row++)
        {
            if (row % plan.Weeks >= from) sum += outcome[row];
        }

        return sum;
    }
}
