using WorldModel.Allocation.DecisionFocused;
using WorldModel.Models.Trials;

namespace WorldModel.Cli.Reproduction.Decisions;

/// <summary>A correction of the published losses, switched on and off with all else equal.</summary>
/// <param name="Name">What is corrected, and in which loss.</param>
/// <param name="Recipe">The training.</param>
/// <param name="On">The scores and the recipe with it.</param>
/// <param name="Off">And without it.</param>
internal sealed record Correction(string Name, DecisionRecipe Recipe, CorrectionSide On, CorrectionSide Off)
{
    /// <summary>All that are measured.</summary>
    public static Correction[] All(CellRecipes recipes, int seed)
    {
        DecisionRecipe Of(Surrogate surrogate, double temperature) => recipes.Decision(surrogate, temperature, seed);
        CorrectionSide robust = new(ScoreKind.DoublyRobust), inverse = new(ScoreKind.Inverse);
        Correction Robust(string name, DecisionRecipe recipe) => new($"doubly robust reward, {name}", recipe, robust,
            inverse);
        return
        [
            new("inverse propensity factor, PLL", Of(Surrogate.Pll, 1), inverse, new(ScoreKind.Unweighted)),
            new("inverse propensity factor, MERL", Of(Surrogate.Merl, .3), inverse, new(ScoreKind.Unweighted)),
            Robust("PLL", Of(Surrogate.Pll, 1)),
            Robust("MERL", Of(Surrogate.Merl, .3)),
            Robust("IFD", Of(Surrogate.Ifd, .3)),
            Robust("PPL", Of(Surrogate.Ppl, .3)),
            new("budget-exact reward, PPL", Of(Surrogate.Ppl, .3), robust, robust with { BudgetExact = false }),
            new("budget-exact reward, PIFD", Of(Surrogate.Pifd, .3), robust, robust with { BudgetExact = false }),
            new("cost gradient, IFD", Of(Surrogate.Ifd, .3), robust, robust with { CostGradient = false }),
            new("cost gradient, IFD on inverse propensities", Of(Surrogate.Ifd, .3), inverse,
                inverse with { CostGradient = false }),
        ];
    }
}

/// <summary>One side of a comparison.</summary>
internal sealed record CorrectionSide(ScoreKind Scores, bool BudgetExact = true, bool CostGradient = true)
{
    /// <summary>What the cells call it; sides that several corrections share are trained once.</summary>
    public string Name(DecisionRecipe recipe) =>
        $"{recipe.Name} {Scores}{(BudgetExact ? "" : " frozen price")}{(CostGradient ? "" : " no cost gradient")}";

    public double[] Train(CellRun cell, TrialLog log, DecisionRecipe recipe) => cell.Trained(
        recipe with { BudgetExact = BudgetExact, CostGradient = CostGradient },
        Scores switch
        {
            ScoreKind.DoublyRobust => cell.DoublyRobust(),
            ScoreKind.Inverse => TrialScores.Inverse(log),
            _ => TrialScores.Unweighted(log),
        });
}

/// <summary>What the log's rows are made to say of every arm.</summary>
internal enum ScoreKind
{
    DoublyRobust,
    Inverse,
    Unweighted,
}
