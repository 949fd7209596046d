using WorldModel.Models.Networks;
using WorldModel.Models.Trials;

namespace WorldModel.Allocation.DecisionFocused;

/// <summary>From a recipe to the loss that it descends and the prices that it charges.</summary>
internal static class RecipeLoss
{
    /// <summary>What a recipe charges for a unit of true cost.</summary>
    public static DecisionPrice Charged(DecisionPrice price, DecisionRecipe recipe) => recipe switch
    {
        { Primal: false } => price with { Settle = price.Decide },
        { BudgetExact: true } => price,
        _ => price with { Settle = 0 },
    };

    /// <summary>The loss at temperatures in units of the spread.</summary>
    public static IDecisionLoss Of(DecisionRecipe recipe, double spread) => recipe.Surrogate switch
    {
        Surrogate.Pll => new SoftmaxLoss(1),
        Surrogate.Ifd => new FlipLoss(recipe.Temperature * spread, recipe.CostGradient),
        Surrogate.Pifd => new FlipShareLoss(
            recipe.Temperature * spread, recipe.Temperature * spread, recipe.CostGradient),
        _ => new SoftmaxLoss(recipe.Temperature * spread),
    };

    /// <summary>Standard deviation of the first network's margins over arm 0 at the middle price.</summary>
    public static double Spread(ResponseNetwork start, TrialLog log, DecisionPrice[] prices)
    {
        var price = prices[prices.Length / 2].Decide;
        var width = 2 * start.Arms;
        var outputs = new float[log.Rows * width];
        start.Outputs(start.Scaling.Apply(log.Features), outputs);
        double sum = 0, squares = 0;
        var count = log.Rows * (start.Arms - 1);
        for (var row = 0; row < log.Rows; row++)
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
