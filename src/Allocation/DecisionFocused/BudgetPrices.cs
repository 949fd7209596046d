using WorldModel.Models.Networks;
using WorldModel.Models.Trials;

namespace WorldModel.Allocation.DecisionFocused;

/// <summary>
/// The prices at which a network's decisions spend given budgets on a log, spend being settled by the log's scores
/// and not by what the network predicts, and mu, the value that a little more spend would really bring there.
/// </summary>
internal sealed class BudgetPrices(TrialScores scores, double[] budgets)
{
    /// <summary>Mu is measured between budgets this much smaller and larger.</summary>
    private const double Around = .3;

    /// <summary>One price a budget, in units of the network's scale.</summary>
    /// <param name="predicted">Of the log's rows.</param>
    /// <param name="scale">The network's units.</param>
    public DecisionPrice[] Find(ResponseTable predicted, ResponseScale scale)
    {
        var path = PolicyPath.Of(predicted);
        var spend = path.Running(scores.Cost);
        var value = path.Running(scores.Value);
        return Array.ConvertAll(budgets, budget =>
        {
            var total = budget * scores.Rows;
            var price = Math.Max(0, path.At(spend, total).Price);
            var less = path.At(spend, total * (1 - Around));
            var more = path.At(spend, total * (1 + Around));
            var extra = PolicyPath.Sum(spend, more) - PolicyPath.Sum(spend, less);
            var gain = PolicyPath.Sum(value, more) - PolicyPath.Sum(value, less);
            var mu = extra > 0 ? Math.Max(0, gain / extra) : price;
            return new DecisionPrice(scale.ScaledPrice(price), scale.ScaledPrice(mu));
        });
    }
}
