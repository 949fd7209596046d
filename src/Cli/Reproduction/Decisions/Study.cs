using WorldModel.Schema.Training;

namespace WorldModel.Cli.Reproduction.Decisions;

/// <summary>A grid of regimes, networks and seeds, all fixed before it runs.</summary>
/// <param name="Data">The data set's name on the command line.</param>
/// <param name="Scale">quick or full.</param>
/// <param name="Regimes">Where tasks come from.</param>
/// <param name="Corrections">The regime in which corrections are switched on and off; null: none.</param>
/// <param name="Seeds">1 to the number asked for.</param>
/// <param name="Recipes">How everything is trained.</param>
internal sealed record Study(
    string Data, string Scale, Regime[] Regimes, Regime? Corrections, int[] Seeds, CellRecipes Recipes)
{
    /// <summary>Not as Criteo's or LBCF's experiments were drawn: shares that differ, so that weights
    /// matter.</summary>
    private static readonly double[] Uneven = [.55, .25, .15, .05];

    /// <summary>Budgets as shares of full spend, for headings.</summary>
    public static readonly string[] Budgets = ["5 %", "15 %", "40 %"];

    public bool TruthKnown => Data != "hillstrom";

    /// <summary>Whether tasks hold observed rows beside an experiment's.</summary>
    public bool Mixes => Data == "mixed";

    /// <summary>The part whose regimes' names hold a text; the corrections are a regime too.</summary>
    public Study Only(string text) => this with
    {
        Regimes = [.. Regimes.Where(regime => regime.Name.Contains(text, StringComparison.OrdinalIgnoreCase))],
        Corrections = Corrections?.Name.Contains(text, StringComparison.OrdinalIgnoreCase) == true ? Corrections : null,
    };

    public static Study Lbcf(string scale, int[] seeds) => scale == "quick"
        ? new("lbcf", scale, [Regime.Lbcf(10, 2_000, 5_000)], Regime.Lbcf(10, 2_000, 5_000, Uneven), seeds,
            CellRecipes.Quick)
        : new("lbcf", scale,
            [.. from rows in (int[])[20_000, 5_000] from u in (int[])[5, 10, 20] select Regime.Lbcf(u, rows, 20_000)],
            Regime.Lbcf(10, 20_000, 20_000, Uneven), seeds, CellRecipes.Full);

    public static Study CriteoLike(string scale, int[] seeds) => scale == "quick"
        ? new("criteo-like", scale, [Regime.Criteo(2, 10, 4_000, 5_000)], null, seeds, CellRecipes.Quick)
        : new("criteo-like", scale,
            [
                Regime.Criteo(8, 10, 40_000, 20_000), Regime.Criteo(5, 10, 40_000, 20_000),
                Regime.Criteo(2, 10, 40_000, 20_000), Regime.Criteo(2, 1, 40_000, 20_000),
            ],
            Regime.Criteo(2, 10, 40_000, 20_000) with { Name = "2 arms, rates x 10, n 40,000: corrections" }, seeds,
            CellRecipes.Full);

    /// <summary>Where two stages must win.</summary>
    public static Study Linear(string scale, int[] seeds) => scale == "quick"
        ? new("linear", scale, [Regime.Linear(2_000, 5_000)], null, seeds, CellRecipes.Quick)
        : new("linear", scale, [Regime.Linear(5_000, 20_000)], null, seeds, CellRecipes.Full);

    public static Study Mixed(string scale, int[] seeds) => scale == "quick"
        ? new("mixed", scale, [MixedRegime.Lbcf(10, 20_000, 5_000)], null, seeds, CellRecipes.Quick)
        : new("mixed", scale,
            [
                MixedRegime.Lbcf(10, 20_000, 20_000), MixedRegime.Lbcf(10, 80_000, 20_000),
                MixedRegime.Criteo(10, 80_000, 20_000),
            ],
            null, seeds, CellRecipes.Full);

    public static Study Hillstrom(string scale, int[] seeds, TrainingSet rows) => new(
        "hillstrom", scale, [new HillstromTrial(rows, "visit").Regime, new HillstromTrial(rows, "spend").Regime], null,
        seeds, scale == "quick" ? CellRecipes.Quick : CellRecipes.Full);
}
