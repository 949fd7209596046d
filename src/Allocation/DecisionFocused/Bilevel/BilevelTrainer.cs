using WorldModel.Models.Networks;
using WorldModel.Models.Trials;

namespace WorldModel.Allocation.DecisionFocused.Bilevel;

/// <summary>
/// Bi-DFCL (NeurIPS 2025): a network is fitted to many observed rows, whose arms were chosen and not drawn, and a
/// bridge learns from an experiment's few rows how far to trust a teacher about the arms that an observed row did not
/// get, so that the network's decisions earn most in the experiment:
/// <code>
/// upper:  min over phi   of the decision loss of theta*(phi) on the experiment
/// lower:  theta*(phi) = argmin over theta of the bridged prediction loss on observed rows
/// </code>
/// Single-threaded: equal seeds give equal bits.
/// </summary>
/// <param name="trial">The experiment's rows.</param>
/// <param name="scores">What they say of every arm, in units of currency.</param>
/// <param name="observed">Rows whose arms a policy chose by the same features.</param>
/// <param name="teacher">Predictions of the observed rows by a network that learned from the experiment.</param>
/// <param name="budgets">Budgets a row, beyond arm 0 for all: the decision loss is their sum.</param>
public sealed class BilevelTrainer(
    TrialLog trial, TrialScores scores, TrialLog observed, ResponseTable teacher, double[] budgets)
{
    /// <summary>Descends; hands out a network at every checkpoint, the last one among them.</summary>
    public IEnumerable<ResponseNetwork> Train(ResponseNetwork start, BilevelRecipe recipe)
    {
        var decision = recipe.Decision;
        var run = new BilevelRun(trial, scores, observed, teacher, start, recipe);
        var prices = new BudgetPrices(scores, budgets);
        var at = prices.Find(run.Current.Predict(trial.Features), start.Scale);
        run.Loss = RecipeLoss.Of(decision, RecipeLoss.Spread(start, trial, at));
        for (var checkpoint = 0; checkpoint < decision.Checkpoints; checkpoint++)
        {
            if (decision.Primal && checkpoint > 0) at = prices.Find(run.Current.Predict(trial.Features), start.Scale);
            run.Descend(
                Array.ConvertAll(at, price => RecipeLoss.Charged(price, decision)),
                decision.Steps * (checkpoint + 1) / decision.Checkpoints);
            yield return start.With(run.Current.Network.Copy());
        }
    }
}
