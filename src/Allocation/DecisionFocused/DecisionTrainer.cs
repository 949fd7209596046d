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
        run.Loss = LossOf(recipe, Spread(start, at));
        for (var checkpoint = 0; checkpoint < recipe.Checkpoints; checkpoint++)
        {
            if (recipe.Primal && checkpoint > 0) at = prices.Find(run.Current.Predict(_log.Features), start.Scale);
            run.Descend(
                Array.ConvertAll(at, price => Charged(price, recipe)),
                recipe.Steps * (checkpoint + 1) / recipe.Checkpoints);
            yield return start.With(run.Current.Network.Copy());
        }
    }

    private static DecisionPrice Charged(DecisionPrice price, DecisionRecipe recipe) => recipe switch
    {
        { Primal: false } => price with { Settle = price.Decide },
        { BudgetExact: true } => price,
        _ => price with { Settle = 0 },
    };

    private static IDecisionLoss LossOf(DecisionRecipe recipe, double spread) => recipe.Surrogate switch
    {
        Surrogate.Pll => new SoftmaxLoss(1),
        Surrogate.Ifd => new FlipLoss(recipe.Temperature * spread, recipe.CostGradient),
        Surrogate.Pifd => new FlipShareLoss(
            recipe.Temperature * spread, recipe.Temperature * spread, recipe.CostGradient),
        _ => new SoftmaxLoss(recipe.Temperature * spread),
    };

    /// <summary>Standard deviation of the first network's margins over arm 0 at the middle price.</summary>
    private double Spread(ResponseNetwork start, DecisionPrice[] prices)
    {
        var price = prices[prices.Length / 2].Decide;
        var width = 2 * start.Arms;
        var outputs = new float[_log.Rows * width];
        start.Outputs(start.Scaling.Apply(_log.Features), outputs);
        double sum = 0, squares = 0;
        var count = _log.Rows * (start.Arms - 1);
        for (var row = 0; row < _log.Rows; row++)
        {
            var of = outputs.AsSpan(row * width, width);
            for (var j = 1; j < start.Arms; j++)
            {
                var margin = of[j] - of[0] - price * (of[start.Arms + j] - of[start.Arms]);
                sum += margin;
                squares += margin * margin;
            }
        }

        return Math.Max(1e-6, Math.Sqrt(Math.Max(0, squares / count - sum / count * (sum / count))));
    }
}
