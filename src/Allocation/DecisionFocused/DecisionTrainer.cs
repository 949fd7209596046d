using WorldModel.Models.Networks;
using WorldModel.Models.Trials;

namespace WorldModel.Allocation.DecisionFocused;

/// <summary>
/// Trains a two-stage network on for the decisions that it leads to (Zhou et al., KDD 2024, algorithm 1: alpha x
/// prediction loss + decision loss, summed over budgets), from experimental logs. Prices of the dual losses are those
/// at which the first network spends the budgets and stay; those of the primal losses follow the network,
/// checkpoint by checkpoint. Single-threaded: equal seeds give equal bits.
/// </summary>
public sealed class DecisionTrainer
{
    private readonly TrialLog _log;
    private readonly TrialScores _scores;
    private readonly double[] _budgets;

    /// <param name="log">Rows to train on.</param>
    /// <param name="scores">What they say of every arm, in units of currency.</param>
    /// <param name="budgets">Budgets a row, beyond arm 0 for all: the loss is their sum.</param>
    public DecisionTrainer(TrialLog log, TrialScores scores, double[] budgets) =>
        (_log, _scores, _budgets) = (log, scores, budgets);

    /// <summary>Descends; hands out a network at every checkpoint, the last one among them.</summary>
    public IEnumerable<ResponseNetwork> Train(ResponseNetwork start, DecisionRecipe recipe)
    {
        var run = new DecisionRun(_log, _scores, start, recipe);
        var prices = new BudgetPrices(_scores, _budgets);
        var at = prices.Find(run.Current.Predict(_log.Features), start.Scale);
        run.Loss = RecipeLoss.Of(recipe, RecipeLoss.Spread(start, _log, at));
        for (var checkpoint = 0; checkpoint < recipe.Checkpoints; checkpoint++)
        {
            if (recipe.Primal && checkpoint > 0) at = prices.Find(run.Current.Predict(_log.Features), start.Scale);
            run.Descend(
                Array.ConvertAll(at, price => RecipeLoss.Charged(price, recipe)),
                recipe.Steps * (checkpoint + 1) / recipe.Checkpoints);
            yield return start.With(run.Current.Network.Copy());
        }
    }
}
