using WorldModel.Evaluation;
using WorldModel.Evaluation.Backtests;
using WorldModel.Evaluation.Reports;

namespace WorldModel.Cli.Backtests;

/// <summary>A backtest as one self-contained page.</summary>
internal static class BacktestReport
{
    public static string Render(BacktestRun run)
    {
        var figures = run.Result.Pooled;
        var verdict = Verdict.Of(figures);
        var report = new HtmlReport("WorldModel backtest: " + run.Experiment)
        {
            Status = verdict.Status,
            StatusText = verdict.StatusText,
            Verdict = verdict.Sentence,
            Lead = $"{run.Result.Splits.Count} times: trained on a random half of the consumers, valued on the other. "
                + "Values are doubly robust; intervals are 95 % and hold the variation of training too.",
            KeyFigures = KeyFigures(figures),
            Provenance = run.Provenance,
        };
        report.Add("Why", null, new Bullets([.. verdict.Reasons]));
        report.Add("Policies", Policies(run), Values(figures), Differences(figures), Choices(figures));
        report.Add(
            "Do predicted effects rank consumers?",
            "Qini is 0 for a score that tells nothing; AUUC is half the average effect for it.",
            Uplifts(figures), Aucs(figures), Splits(run.Result));
        report.Add("What not to trust", null, new Bullets(
            "A value a consumer on so few conversions is noisy: look at the intervals before the figures.",
            "The best single arm is named on all splits together, which can only favour it.",
            "The experiment's propensities are taken as stated. Outcomes after its window are not counted."));
        return report.Render();
    }

    private static KeyFigure[] KeyFigures(BacktestFigures figures) =>
    [
        new("learned policy", Money(figures.Learned.Value), "a consumer, doubly robust"),
        new($"best single arm: {figures.BestArm.Arm}", Money(figures.BestArm.Value.Value), "a consumer, doubly robust"),
        new("difference", ForPeople.Signed(figures.BestArm.LearnedOver.Value), Range(figures.BestArm.LearnedOver)),
        new("claimed", Money(figures.Claimed.Value), "by the model itself"),
    ];

    private static string Policies(BacktestRun run) => run.Budget is { } budget
        ? $"A budget of {Money(budget)} for all {ForPeople.Count(run.Rows)} rows; values are before the cost that it pays."
        : "No budget: values are less the cost of contacts.";

    private static BarChart Values(BacktestFigures figures)
    {
        var rows = new List<BarRow> { new("learned policy", [figures.Learned, new Estimate(figures.Claimed.Value)], true) };
        rows.AddRange(figures.Arms.OrderByDescending(a => a.Value.Value).Select(a => new BarRow(Name(a), [a.Value])));
        if (figures.Today is { } today)
            rows.Add(new BarRow("today's policy", [today]));
        return new BarChart("Value a consumer", ["doubly robust", "claimed by the model"], rows) { Format = Money };
    }

    private static BarChart Differences(BacktestFigures figures) => new(
        "Learned policy over each, paired", ["difference a consumer"],
        [.. figures.Arms.Select(a => new BarRow("over " + Name(a), [a.LearnedOver], a.Arm == figures.BestArm.Arm))])
    {
        Format = Money,
    };

    private static Table Choices(BacktestFigures figures) => new(
        ["treatment", "#value a consumer", "#over control", "#the policy gives it to"],
        [.. figures.Arms.Select(a => new[]
        {
            Name(a), a.Value.Format(Money), a.OverControl.Format(Money), ForPeople.Percent(a.LearnedShare),
        })]);

    private static Table Uplifts(BacktestFigures figures) => new(
        ["effect of", "on", "#average", "#Qini", "#AUUC"],
        [.. figures.Uplifts.Select(u => new[]
        {
            u.Arm, u.Outcome, u.Effect.Format(), u.Qini.Format(), u.Auuc.Format(),
        })]);

    private static Table Aucs(BacktestFigures figures) => new(
        ["outcome", "#AUC"], [.. figures.Aucs.Select(a => new[] { a.Outcome, a.Auc.Format(v => $"{v:F4}") })]);

    private static Table Splits(BacktestResult result) => new(
        ["split", "#learned", "#best arm", "#difference", "#claimed"],
        [.. result.Splits.Index().Select(s => new[]
        {
            $"{s.Index + 1}", Money(s.Item.Learned.Value), Money(BestOf(result, s.Item).Value.Value),
            BestOf(result, s.Item).LearnedOver.Format(Money), Money(s.Item.Claimed.Value),
        })])
    {
        Caption = "Split by split, with each test half's own bootstrap interval",
    };

    private static ArmValue BestOf(BacktestResult result, BacktestFigures split) =>
        split.Arms.First(a => a.Arm == result.Pooled.BestArm.Arm);

    private static string Name(ArmValue arm) =>
        arm.Share < 1 ? $"{arm.Arm} to a random {ForPeople.Percent(arm.Share)}" : $"{arm.Arm} to all";

    private static string Range(Estimate estimate) =>
        estimate is { Low: { } low, High: { } high } ? $"{Money(low)} to {Money(high)}" : "";

    private static string Money(double amount) => ForPeople.Money(amount);
}
