using WorldModel.Allocation;
using WorldModel.Allocation.Files;
using WorldModel.Evaluation.Reports;

namespace WorldModel.Cli.Allocating;

/// <summary>An allocation as one self-contained page with the frontier to drag.</summary>
internal static class AllocationReport
{
    private const int MostPoints = 400;

    public static string Render(AllocationOrder order, AllocationOutcome outcome)
    {
        var found = outcome.Summary;
        var report = new HtmlReport("WorldModel allocation")
        {
            Status = ReportStatus.Good,
            StatusText = found.Limits.Count == 0 ? "exact up to one option" : "within every limit",
            Verdict = $"{Money((double)found.Spend)} buys {Money(found.Value)}: "
                + $"{ForPeople.Count(found.Treated)} of {ForPeople.Count(found.Consumers)} consumers get a treatment.",
            Lead = $"No allocation is worth more than {Money(found.Dual)}: the gap is "
                + $"{Money(found.Gap)}, the largest single option {Money(found.LargestOption)}. "
                + "Values are the file's own estimates.",
            KeyFigures = KeyFigures(found),
            Provenance =
            [
                ("input", Path.GetFileName(order.Input)),
                ("rows", $"{outcome.Uplifts.Report.Accepted:N0} taken, {outcome.Uplifts.Report.Refused:N0} left out"),
                ("solved in", $"{found.Seconds:F2} s"),
            ],
        };
        report.Add("Other budgets", FrontierLead(found), Chart(outcome));
        report.Add("Who gets what", null, Treatments(outcome.Plan), Reasons(found));
        if (found.Limits.Count > 0) report.Add("Limits", "What holding each costs at the margin.", Limits(found));
        return report.Render();
    }

    /// <summary>A file of scores does not say what its currency is: amounts go without a sign.</summary>
    private static string Money(double amount) => ForPeople.Money(amount, sign: "");

    private static KeyFigure[] KeyFigures(AllocationSummary found)
    {
        var figures = new List<KeyFigure>
        {
            new("value", Money(found.Value), Claim(found.Claim)),
            new("spent", Money((double)found.Spend), $"of {Money((double)found.Budget)}"),
            new("the next unit buys", Money(found.ShadowPrice), "the shadow price of the budget"),
        };
        if (found.TenPercentMore is { } more)
        {
            figures.Add(new KeyFigure("10 % more budget adds", Money(more.Value),
                $"for {Money((double)more.Spend)}"));
        }

        if (found.Today is { } today)
        {
            figures.Add(new KeyFigure("over today's rule", Money(today.Over),
                $"which is worth {Money(today.Value)} for {Money((double)today.Spend)}; "
                + $"{Money(today.OverAtSameSpend)} at the same spend"
                + (found.Limits.Count > 0 ? ", by the budget alone" : "")));
        }

        return [.. figures];
    }

    private static string? Claim(ValueClaim? claim) => claim is null ? null
        : $"to claim, scores drawn in by their errors: {Money(claim.Claimed)} "
            + $"(90 %: {Money(claim.Low)} to {Money(claim.High)})";

    private static string FrontierLead(AllocationSummary found) =>
        "Drag the budget to see what it buys, and what the next unit of it would."
        + (found.Limits.Count == 0 ? "" : " Here the budget alone counts, without the other limits.");

    private static IBlock Chart(AllocationOutcome outcome)
    {
        var points = outcome.Frontier.Points(MostPoints);
        if (points.Count < 2) return new Bullets("Nothing costs and brings anything: every budget buys the same.");
        var lines = new List<LineSeries>();
        if (outcome.Summary.Today is { } today)
        {
            lines.Add(new LineSeries("today's rule, any part of it at random",
                [(0, 0), ((double)today.Spend, today.Value)]));
        }

        var budget = Math.Min((double)outcome.Summary.Budget, Micros.ToDouble(points[^1].BudgetMicros));
        return new FrontierChart("Value of the best allocation, by budget",
            [.. points.Select(p => (Micros.ToDouble(p.BudgetMicros), p.Value, p.ShadowPrice))], budget)
        {
            Currency = "",
            Comparisons = lines,
        };
    }

    private static Table Treatments(AllocationPlan plan)
    {
        var table = plan.Table;
        var (count, cost, value) =
            (new long[table.Treatments.Count], new long[table.Treatments.Count], new double[table.Treatments.Count]);
        foreach (var option in plan.Taken)
        {
            if (option < 0) continue;
            var treatment = table.Treatment[option];
            count[treatment]++;
            cost[treatment] += table.CostMicros[option];
            value[treatment] += table.Value[option];
        }

        return new Table(["treatment", "#consumers", "#cost", "#value", "#value per cost"],
            [.. Enumerable.Range(0, count.Length).Select(t => new[]
            {
                table.Treatments[t], ForPeople.Count(count[t]), Money(Micros.ToDouble(cost[t])),
                Money(value[t]), ForPeople.Number(value[t] / Micros.ToDouble(cost[t])),
            })]);
    }

    private static Table Reasons(AllocationSummary found) => new(["reason", "#consumers"],
        [.. found.Reasons.Select(pair => new[] { pair.Key, ForPeople.Count(pair.Value) })])
    {
        Caption = "Why: chosen; no option worth more than nothing; none worth its cost at this budget; or capped",
    };

    private static Table Limits(AllocationSummary found) => new(["limit", "#used", "at the margin"],
        [.. found.Limits.Select(use => new[] { use.Name, LimitWords.Used(use), LimitWords.Worth(use) })]);
}
