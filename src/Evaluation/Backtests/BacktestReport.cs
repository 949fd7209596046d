using WorldModel.Evaluation.Reports;

namespace WorldModel.Evaluation.Backtests;

/// <summary>A backtest as a page: the verdict, policies side by side, how effects are ranked, every split.</summary>
public static class BacktestReport
{
    /// <param name="title">What was tested on what.</param>
    /// <param name="result">The backtest.</param>
    /// <param name="options">How it was run.</param>
    /// <param name="provenance">How to repeat it.</param>
    /// <param name="currency">The sign before amounts.</param>
    public static HtmlReport Build(
        string title, BacktestResult result, BacktestOptions options,
        IReadOnlyList<(string Name, string Value)> provenance, string currency = "$")
    {
        string Money(double amount) => ForPeople.Money(amount, currency);
        var pooled = result.Pooled;
        var verdict = Verdict.Of(pooled, options.Control, Money);
        return new HtmlReport(title)
        {
            Status = verdict.Status,
            StatusText = verdict.StatusText,
            Verdict = verdict.Sentence,
            Lead = verdict.Reasons[0],
            KeyFigures = Figures(pooled, options, Money),
            Provenance = provenance,
        }
        .Add("Why", null, new Bullets([.. verdict.Reasons.Skip(1)]))
        .Add(
            "Policies side by side", Meaning(options, result.Splits.Count), Policies(pooled, options, Money),
            Differences(pooled, Money))
        .Add(
            "What the model predicts and ranks",
            "AUC: how well predictions tell who does it; one half is chance. Qini: how well predicted effects rank " +
            "consumers by effect; 0 is chance. Per consumer, in the outcome's unit.",
            Aucs(pooled), Uplifts(pooled))
        .Add("Every split", "Half of the consumers trained on, the other half tested.", Splits(result, Money))
        .Add("How the intervals are made", null, new Prose(
            "The pooled 95 % intervals come from the variation between splits, corrected for the consumers that the " +
            "halves share (Nadeau and Bengio 2003): more splits do not shrink them to nothing. A split's own " +
            "intervals come from drawing its test half's consumers with replacement."));
    }

    private static KeyFigure[] Figures(
        BacktestFigures pooled, BacktestOptions options, Func<double, string> money) =>
    [
        new("Learned policy", money(pooled.Learned.Value), "a consumer"),
        new("Best single arm", money(pooled.BestArm.Value.Value), Name(pooled.BestArm, options)),
        new("Difference", money(pooled.BestArm.LearnedOver.Value), Range(pooled.BestArm.LearnedOver, money)),
        new("Claimed", money(pooled.Claimed.Value), "by the model itself"),
    ];

    private static string Meaning(BacktestOptions options, int splits) =>
        (options.Budget is null
            ? "Value of a consumer's outcomes less the cost of contacts"
            : "Value of a consumer's outcomes at equal budget") +
        $", doubly robust, mean of {splits} random half splits with 95 % intervals.";

    private static BarChart Policies(
        BacktestFigures pooled, BacktestOptions options, Func<double, string> money)
    {
        var rows = new List<BarRow> { new("learned policy", [pooled.Learned, pooled.Claimed], Highlight: true) };
        rows.AddRange(pooled.Arms.OrderByDescending(arm => arm.Value.Value).Select(arm => new BarRow(
            Name(arm, options), [arm.Value])));
        if (pooled.Today is { } today) rows.Add(new BarRow("today's policy", [today]));
        return new BarChart("Value a consumer", ["delivered", "claimed"], rows) { Format = money };
    }

    private static string Name(ArmValue arm, BacktestOptions options) =>
        arm.Arm == options.Control ? "nothing to anybody"
        : arm.Share < 1 ? $"{arm.Arm} to {ForPeople.Percent(arm.Share)}" : arm.Arm + " to all";

    private static Table Differences(BacktestFigures pooled, Func<double, string> money) => new(
        ["Treatment for all", "#Over none", "#Learned policy over it", "#Learned policy gives it to"],
        [.. pooled.Arms.Select(arm => new[]
        {
            arm.Arm, arm.OverControl.Format(money), arm.LearnedOver.Format(money), ForPeople.Percent(arm.LearnedShare),
        })])
    { Caption = "Paired differences a consumer" };

    private static Table Aucs(BacktestFigures pooled) => new(
        ["Outcome", "#AUC"], [.. pooled.Aucs.Select(auc => new[] { auc.Outcome, auc.Auc.Format() })]);

    private static Table Uplifts(BacktestFigures pooled) => new(
        ["Arm", "Outcome", "#Average effect", "#AUUC", "#Qini"],
        [.. pooled.Uplifts.Select(uplift => new[]
        {
            uplift.Arm, uplift.Outcome, uplift.Effect.Format(), uplift.Auuc.Format(), uplift.Qini.Format(),
        })]);

    private static Table Splits(BacktestResult result, Func<double, string> money) => new(
        ["Split", "#Learned", "#Best single arm of all", "#Difference", "#Claimed"],
        [.. result.Splits.Select((split, i) =>
        {
            var best = split.Arms.First(arm => arm.Arm == result.Pooled.BestArm.Arm);
            return new[]
            {
                $"{i + 1}", split.Learned.Format(money), best.Value.Format(money), best.LearnedOver.Format(money),
                split.Claimed.Format(money),
            };
        })]);

    private static string Range(Estimate estimate, Func<double, string> money) =>
        estimate is { Low: { } low, High: { } high } ? $"{money(low)} to {money(high)}" : "no interval";
}
