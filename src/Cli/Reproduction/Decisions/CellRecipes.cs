using WorldModel.Allocation.DecisionFocused;
using WorldModel.Allocation.DecisionFocused.Bilevel;
using WorldModel.Models.Networks;

namespace WorldModel.Cli.Reproduction.Decisions;

/// <summary>Everything that is fixed beforehand about the training of a cell, by scale.</summary>
/// <param name="Steps">Of a decision-focused training.</param>
/// <param name="Trees">Of the forest.</param>
/// <param name="Members">Of the ensemble.</param>
internal sealed record CellRecipes(int Steps, int Trees, int Members)
{
    public static readonly CellRecipes Full = new(800, 200, 3);
    public static readonly CellRecipes Quick = new(400, 50, 2);

    public int TwoStageSteps => 5 * Steps;

    /// <summary>The candidates: every surrogate, two temperatures where it matters most.</summary>
    public IEnumerable<DecisionRecipe> Candidates(int seed) =>
    [
        Decision(Surrogate.Pll, 1, seed),
        Decision(Surrogate.Merl, .1, seed),
        Decision(Surrogate.Merl, .3, seed),
        Decision(Surrogate.Ifd, .3, seed),
        Decision(Surrogate.Ppl, .1, seed),
        Decision(Surrogate.Ppl, .3, seed),
        Decision(Surrogate.Pifd, .3, seed),
    ];

    public DecisionRecipe Decision(Surrogate surrogate, double temperature, int seed) =>
        new(surrogate, temperature, (ulong)seed) { Steps = Steps };

    /// <summary>Both levels, the upper one by the surrogate that leads with every network where all rows are an
    /// experiment's.</summary>
    public BilevelRecipe Bilevel(BridgeKind bridge, int seed) =>
        new(Decision(Surrogate.Ppl, .3, seed)) { Bridge = bridge };

    public NetworkRecipe Network(NetworkSize size, int seed, int member = 0) =>
        new(size.Hidden, (ulong)(seed + 1_000 * member)) { Steps = TwoStageSteps };
}
