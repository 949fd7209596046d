using System.Globalization;
using WorldModel.Cli.Reproduction.ThreeInOne.Best.Worlds;
using WorldModel.Evaluation.Reports;

namespace WorldModel.Cli.Reproduction.ThreeInOne.Reporting;

/// <summary>What identifies effects, and what happens in worlds where it does not hold.</summary>
internal sealed class WorldTables(TrialSummary summary)
{
    private const string Push = "push->visit/logit/";
    private const string Sale = "sale1->purchase/logit/";

    /// <summary>For every report that tells effects.</summary>
    public static Table Assumptions { get; } = new(
        ["effect", "taken for granted", "world of --recipe worlds that breaks it"],
        [
            ["of a push", "pushes are drawn, or given by what learners read", "confounding unseen, without a history"],
            [
                "of sale 1, by an effect of its own (networks, forests, meta-learners, interactions)",
                "Sundays do nothing but through the sale", "Sunday effect",
            ],
            [
                "of sale 1, through a price (the better recipe, one price)",
                "exclusion: discounts act through the price alone; one price for all discounts",
                "campaign acts on purchases",
            ],
            ["all", "effects stay as they were", "unseen month, cold start"],
        ]);

    public bool Any => HardWorld.All.Any(world => summary.With(Sale + "mean").Contains(NameOf(world)));

    /// <summary>What each world tests.</summary>
    public static Table Tests { get; } = new(
        ["world", "what identifies the effects"], [.. HardWorld.All.Select(world => (string[])[world.Name,
            world.Assumption])]);

    /// <summary>Effects against each world's own truth.</summary>
    public Table Effects() => new(
        ["world: learner", "#push, mean / truth", "#rho gamma", "#PEHE, logit", "#sale 1, mean / truth",
            "#posterior", "#rho alpha", "#PEHE, logit", "#PEHE, probability"],
        [.. from learner in Learners
            select (string[])[
                learner, Fixed(learner, Push + "meanOverTruth", 2), Fixed(learner, Push + "spearman/gamma", 3),
                Fixed(learner, Push + "pehe", 3), Fixed(learner, Sale + "meanOverTruth", 2), Posterior(learner),
                Fixed(learner, Sale + "spearman/alpha", 3), Fixed(learner, Sale + "pehe", 3),
                Fixed(learner, "sale1->purchase/probability/pehe", 4)]])
    {
        Caption = "Effects against the truth of each world; the posterior's 95 % interval over the true mean",
    };

    /// <summary>Prediction and placebos in each world.</summary>
    public Table Others() => new(
        ["world: learner", "#visits below oracle", "#purchases below oracle", "#push on purchases, RMS",
            "#sale 1 on visits, RMS"],
        [.. from learner in Learners
            select (string[])[
                learner, Fixed(learner, "visit/aucGap", 4), Fixed(learner, "purchase/aucGap", 4),
                Fixed(learner, "push->purchase/probability/rms", 4),
                Fixed(learner, "sale1->visit/probability/rms", 4)]])
    {
        Caption = "AUC below each world's oracle, and effects that are zero in every world (probability)",
    };

    private string[] Learners => summary.With(Sale + "mean");

    private static string NameOf(HardWorld world) => world.Named(HardWorld.BestHeads);

    /// <summary>The posterior's interval of the mean effect, over the true mean.</summary>
    private string Posterior(string learner)
    {
        if (summary.Of(learner, Sale + "posteriorMean") is not { Low: { } low, High: { } high }
            || summary.Of(learner, Sale + "mean") is not { } mean
            || summary.Of(learner, Sale + "meanOverTruth") is not { } ratio) return ThreeInOneTables.None;
        var truth = mean.Value / ratio.Value;
        return $"{Text(low / truth, 2)} to {Text(high / truth, 2)}";
    }

    private string Fixed(string learner, string metric, int digits) =>
        summary.Of(learner, metric) is { } estimate ? Text(estimate.Value, digits) : ThreeInOneTables.None;

    private static string Text(double value, int digits) =>
        value.ToString("N" + digits, CultureInfo.InvariantCulture).Replace('-', '\u2212');
}
