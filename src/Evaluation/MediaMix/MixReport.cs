using WorldModel.Evaluation.Reports;

namespace WorldModel.Evaluation.MediaMix;

/// <summary>
/// A fitted mix as a page: whether to trust it, what each channel brought, curves, and a plan if there is one.
/// </summary>
public static class MixReport
{
    /// <summary>Channels whose curves are drawn together, so that a chart stays readable.</summary>
    private const int CurvesAtOnce = 5;

    /// <param name="title">What it is about.</param>
    /// <param name="fit">The mix.</param>
    /// <param name="answers">About the window of the page.</param>
    /// <param name="trust">Whether to.</param>
    /// <param name="curves">One a channel.</param>
    /// <param name="plan">A split of the budget; null for none.</param>
    /// <param name="provenance">How to repeat it.</param>
    /// <param name="shifts">Moves of money that were asked about; null for none.</param>
    public static HtmlReport Build(
        string title, MixFit fit, MixAnswers answers, MixTrust trust, IReadOnlyList<ResponseCurve> curves,
        BudgetPlan? plan, IReadOnlyList<(string Name, string Value)> provenance,
        IReadOnlyList<BudgetShift>? shifts = null)
    {
        var table = fit.Mix.Fitted;
        var window = answers.Window;
        var report = new HtmlReport(title)
        {
            Status = trust.Trust switch
            {
                Trust.Usable => ReportStatus.Good,
                Trust.Caution => ReportStatus.Caution,
                _ => ReportStatus.Bad,
            },
            StatusText = trust.Word,
            Verdict = Sentence(answers, trust, plan),
            Lead = $"{table.Week(window.From):yyyy-MM-dd} to {table.Week(window.To - 1):yyyy-MM-dd}, model "
                + $"{fit.Mix.Model}. Effects are adjusted for season, trend and the covariates named, for nothing "
                + "else; intervals are 90 %.",
            KeyFigures =
            [
                new("Media bring", ForPeople.Percent(answers.Media.Value / answers.Expected.Value),
                    "of the expected outcome"),
                new("Interaction", ForPeople.Percent(answers.Interaction.Value / answers.Expected.Value),
                    "that channels owe to each other"),
                new("Hold-out error", ForPeople.Percent(fit.HoldOut.Error), $"last {fit.HoldOut.Weeks} weeks"),
                new("Naive error", ForPeople.Percent(fit.HoldOut.Naive), "last year's weeks"),
            ],
            Provenance = provenance,
        };
        if (trust.Reasons.Count > 0)
        {
            report.Add("What speaks against it", null, new Bullets([.. trust.Reasons.Select(reason =>
                $"{reason.Trust}: {reason.Sentence}")]));
        }

        report.Add(
            "What each channel brought",
            "Outcome that would have been lost had nothing been spent on the channel, all else as it was. Where "
            + "channels act together these do not add up; the interaction is what is left.",
            Contributions(answers, trust), Returns(answers, trust));
        if (curves.Count > 0)
        {
            report.Add(
                "Response curves", CurveLead, [.. curves.Chunk(CurvesAtOnce).Select(IBlock (some) => Chart(some))]);
        }

        if (shifts is { Count: > 0 }) report.Add("Money moved", ShiftLead, Moves(shifts));
        if (plan is not null) report.Add("A better split", PlanLead, Split(plan));
        return report.Add("Forecast of unseen weeks", null, HoldOuts(fit));
    }

    private const string CurveLead =
        "Outcome over spending nothing on the channel, by spend in the window. Where a line is dashed it has left what "
        + "was observed: there it is the model's assumption.";

    private const string PlanLead =
        "The same money, each channel between its bounds and no week above the largest observed. The gain is the "
        + "model's own account.";

    private const string ShiftLead =
        "What comes of moving money from one channel to another, each by its weeks' pattern, all else as it was.";

    private static string Sentence(MixAnswers answers, MixTrust trust, BudgetPlan? plan)
    {
        if (trust.Trust == Trust.Refused) return "These data do not tell what the channels bring.";
        if (plan is not null)
        {
            return plan.Gain.Value > 0
                ? $"Split otherwise, the same money would bring {plan.Gain.Format()} more."
                : "Within these bounds no other split of the money would bring more.";
        }

        var best = answers.Channels.Where(channel => channel.Roi is not null && !trust.Refuses(channel.Channel))
            .MaxBy(channel => channel.MarginalRoi!.Value.Value);
        return best is null
            ? "Nothing was spent of which the effect can be told."
            : $"The next money brings most on {best.Channel}: {best.MarginalRoi!.Value.Format()} per unit spent.";
    }

    private static BarChart Contributions(MixAnswers answers, MixTrust trust) => new(
        "Contribution", ["contribution"],
        [.. answers.Channels.OrderByDescending(channel => channel.Contribution.Value)
            .Select(channel => new BarRow(trust.NameOf(channel.Channel), [channel.Contribution])),
            new BarRow("interaction", [answers.Interaction])]);

    private static Table Returns(MixAnswers answers, MixTrust trust) => new(
        ["Channel", "#Spend", "#Contribution", "#Share", "#Return", "#Of the next money"],
        [.. answers.Channels.Select(channel => new[]
        {
            trust.NameOf(channel.Channel), ForPeople.Number(channel.Spend), channel.Contribution.Format(),
            ForPeople.Percent(channel.Share.Value), channel.Roi?.Format() ?? "none",
            channel.MarginalRoi?.Format() ?? "none",
        })]);

    private static LineChart Chart(ResponseCurve[] curves) => new("Outcome by spend",
        [.. curves.Select(curve => new LineSeries(
            curve.Channel, [.. curve.Points.Select(point => (point.Spend, point.Outcome.Value))])
        {
            Band = curve.Points.All(point => point.Outcome.Low is not null)
                ? [.. curve.Points.Select(point => (point.Outcome.Low!.Value, point.Outcome.High!.Value))]
                : [],
            Solid = curve.Points.Count(point => point.Observed),
        })])
    { XName = "spend", YName = "outcome" };

    private static Table Split(BudgetPlan plan) => new(
        ["Channel", "#Now", "#Planned", "#Change", "#Least", "#Most"],
        [.. plan.Channels.Select((name, i) => new[]
        {
            name, ForPeople.Number(plan.Current[i]), ForPeople.Number(plan.Planned[i]),
            plan.Current[i] > 0 ? ForPeople.Percent(plan.Planned[i] / plan.Current[i] - 1) : "none",
            ForPeople.Number(plan.Bounds[i].Low), ForPeople.Number(plan.Bounds[i].High),
        })])
    {
        Caption = $"Better by {ForPeople.Percent(plan.GainLikely)} of the draws",
    };

    private static Table Moves(IReadOnlyList<BudgetShift> shifts) => new(
        ["From", "To", "#Money", "#Gain", "#Observed"],
        [.. shifts.Select(shift => new[]
        {
            shift.From, shift.To, ForPeople.Number(shift.Amount), shift.Gain.Format(), shift.Observed ? "yes" : "no",
        })]);

    private static Table HoldOuts(MixFit fit) => new(
        ["Forecast", "#Error"],
        [
            [fit.Mix.Model, ForPeople.Percent(fit.HoldOut.Error)],
            .. fit.Mix.Model == "ridge" ? (string[][])[] : [["ridge", ForPeople.Percent(fit.Ridge.Error)]],
            ["last year's weeks", ForPeople.Percent(fit.HoldOut.Naive)],
        ])
    { Caption = $"Sum of absolute errors over the sum of outcomes, last {fit.HoldOut.Weeks} weeks" };
}
