using WorldModel.Models.Trials;

namespace WorldModel.Evaluation;

/// <summary>
/// The expected outcome metric (EOM; Bi-DFCL, algorithms 2 and 6): the price is bisected until the policy
/// argmax_j r^_j - lambda c^_j costs the budget by inverse propensities on the experiment's own rows, and its value
/// there is told by the same rows. Only rows whose draw agrees with the policy count, about one in M, and the price
/// is fitted to the outcomes that judge it: fit to compare methods, not to serve.
/// </summary>
public static class ExpectedOutcome
{
    private const int Halvings = 60;

    /// <param name="log">The experiment.</param>
    /// <param name="predicted">Of its rows.</param>
    /// <param name="budget">Cost a row, that of arm 0 included.</param>
    public static ExpectedOutcomeFigures At(TrialLog log, ResponseTable predicted, double budget)
    {
        var (low, high) = (0.0, LargestReturn(predicted));
        var found = Measure(log, predicted, low);
        if (found.Cost <= budget) return found;
        for (var i = 0; i < Halvings; i++)
        {
            var price = (low + high) / 2;
            found = Measure(log, predicted, price);
            if (found.Cost > budget) low = price;
            else high = price;
        }

        return Measure(log, predicted, high);
    }

    /// <summary>Value and cost a row of the policy at one price.</summary>
    public static ExpectedOutcomeFigures Measure(TrialLog log, ResponseTable predicted, double price)
    {
        double value = 0, cost = 0;
        for (var row = 0; row < log.Rows; row++)
        {
            var (at, best) = (row * log.Arms, 0);
            for (var j = 1; j < log.Arms; j++)
                if (Net(predicted, at + j, price) > Net(predicted, at + best, price)) best = j;
            if (best != log.Arm[row]) continue;
            value += log.Value[row] / log.Share(best);
            cost += log.Cost[row] / log.Share(best);
        }

        return new ExpectedOutcomeFigures(value / log.Rows, cost / log.Rows, price);
    }

    private static double Net(ResponseTable table, int at, double price) => table.Value[at] - price * table.Cost[at];

    private static double LargestReturn(ResponseTable table)
    {
        var largest = 0.0;
        for (var i = 0; i < table.Value.Length; i++)
        {
            var of = i - i % table.Arms;
            var cost = table.Cost[i] - table.Cost[of];
            if (cost > 0) largest = Math.Max(largest, (table.Value[i] - table.Value[of]) / cost);
        }

        return largest;
    }
}

/// <summary>Value and cost a row, and the price at which they stand.</summary>
public readonly record struct ExpectedOutcomeFigures(double Value, double Cost, double Price);
