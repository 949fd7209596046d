using WorldModel.Allocation.DecisionFocused;
using WorldModel.Models.Trials;

namespace WorldModel.Cli.Reproduction.Decisions;

/// <summary>One draw of a regime: what methods may see, and what they are judged by.</summary>
/// <param name="Train">Rows that networks and forests are fitted to.</param>
/// <param name="Validation">Rows that choose when to stop and what to keep.</param>
/// <param name="Test">Fresh rows.</param>
/// <param name="Judge">
/// The test rows' true expected values and costs; where no truth is known, their doubly robust scores.
/// </param>
/// <param name="Budgets">Budgets a row beyond arm 0 for all.</param>
internal sealed record DecisionTask(
    TrialLog Train, TrialLog Validation, TrialLog Test, ResponseTable Judge, double[] Budgets)
{
    /// <summary>Draws of the world's weights that the rule on the oracle's gain threw away before this one.</summary>
    public int Rejected { get; init; }

    public bool TruthKnown { get; init; } = true;

    /// <summary>Rows whose arms a policy chose; null where there is an experiment only.</summary>
    public TrialLog? Observed { get; init; }

    /// <summary>The spend a row of giving everybody the arm that is truly worth most.</summary>
    public static double FullSpend(ResponseTable truth)
    {
        var sum = 0.0;
        for (var row = 0; row < truth.Rows; row++)
        {
            var (at, best) = (row * truth.Arms, 0);
            for (var j = 1; j < truth.Arms; j++)
                if (truth.Value[at + j] > truth.Value[at + best]) best = j;
            sum += truth.Cost[at + best] - truth.Cost[at];
        }

        return sum / truth.Rows;
    }

    /// <summary>Incremental value a row at each budget, all of it truly spent.</summary>
    public double[] Earned(PolicyPath path)
    {
        var spend = path.Running(Judge.Cost);
        var value = path.Running(Judge.Value);
        return Array.ConvertAll(
            Budgets, budget => PolicyPath.Sum(value, path.At(spend, budget * Judge.Rows)) / Judge.Rows);
    }

    /// <summary>
    /// The same as the papers allocate: argmax_j r^_j - lambda c^_j on predictions as they are, negative costs and
    /// all, with lambda, not below 0, bisected until the true spend is at most the budget. What is not spent is not
    /// made up for.
    /// </summary>
    public double EarnedByArgmax(ResponseTable predicted, int budget)
    {
        var (low, high) = (0.0, 1.0);
        var found = ByArgmax(predicted, 0);
        if (found.Cost <= Budgets[budget]) return found.Value;
        while (ByArgmax(predicted, high).Cost > Budgets[budget] && high < 1e9) high *= 4;
        for (var i = 0; i < 30; i++)
        {
            var middle = (low + high) / 2;
            if (ByArgmax(predicted, middle).Cost > Budgets[budget]) low = middle;
            else high = middle;
        }

        found = ByArgmax(predicted, high);
        return found.Cost <= Budgets[budget] ? found.Value : 0;
    }

    private (double Value, double Cost) ByArgmax(ResponseTable predicted, double price)
    {
        double value = 0, cost = 0;
        for (var row = 0; row < Judge.Rows; row++)
        {
            var (at, best) = (row * Judge.Arms, 0);
            for (var j = 1; j < Judge.Arms; j++)
            {
                var ahead = predicted.Value[at + j] - predicted.Value[at + best]
                    - price * (predicted.Cost[at + j] - predicted.Cost[at + best]);
                if (ahead > 0) best = j;
            }

            value += Judge.Value[at + best] - Judge.Value[at];
            cost += Judge.Cost[at + best] - Judge.Cost[at];
        }

        return (value / Judge.Rows, cost / Judge.Rows);
    }

    /// <summary>
    /// The same for a mix of arms (weights) given to consumers drawn at random, as many as each budget pays for.
    /// </summary>
    public double[] EarnedAtRandom(Func<double, double[]> mixOf) => Array.ConvertAll(Budgets, budget =>
    {
        var mix = mixOf(budget);
        double value = 0, cost = 0;
        for (var i = 0; i < Judge.Value.Length; i++)
        {
            var none = i - i % Judge.Arms;
            value += mix[i % Judge.Arms] * (Judge.Value[i] - Judge.Value[none]) / Judge.Rows;
            cost += mix[i % Judge.Arms] * (Judge.Cost[i] - Judge.Cost[none]) / Judge.Rows;
        }

        return Math.Min(1, budget / cost) * value;
    });
}
