using WorldModel.Client.Wire;
using WorldModel.Evaluation;
using WorldModel.Evaluation.Reports;

namespace WorldModel.Cli.Serving;

/// <summary>A campaign's report as one self-contained page with pictures.</summary>
internal static class CampaignPage
{
    public static string Render(CampaignReportInfo report, IReadOnlyList<(string Name, string Value)> provenance)
    {
        if (report.Measured is not { } measured)
        {
            return new HtmlReport($"Campaign {report.Campaign.Id}")
            {
                StatusText = "not measured",
                Verdict = "Nothing is estimated yet, so nothing is measured.",
                Provenance = provenance,
            }.Render();
        }

        var page = new HtmlReport($"Campaign {report.Campaign.Id}")
        {
            Status = Status(measured),
            StatusText = StatusText(measured),
            Verdict = MeasurementWords.Verdict(measured),
            Lead = measured.Lift?.Estimand,
            KeyFigures = [.. KeyFigures(measured)],
            Provenance = provenance,
        };
        if (measured.Lift is { } lift)
            page.Add("Lift over the hold-out", LiftLead(lift), Lift(lift));
        page.Add("Claimed and delivered",
            "Claimed: what the model expected of the policy group's decisions inside their windows. Delivered: what "
            + "the group did more than the hold-out, later days included.", Days(measured));
        page.Add("Spend and pace", MeasurementWords.Spending(measured), [.. Spending(measured)]);
        page.Add("Other policies, from decisions drawn by chance", measured.Exploration.Words,
            [.. Policies(measured)]);
        page.Add("Groups and reasons", measured.Ratio.Words, Groups(measured), Reasons(measured));
        if (report.Notes.Length > 0)
            page.Add("Notes", null, new Bullets(report.Notes));
        return page.Render();
    }

    private static ReportStatus Status(MeasurementInfo measured) => measured switch
    {
        { Ratio.Holds: false } or { Exploration.Holds: false } => ReportStatus.Bad,
        { Lift: { Headline.Low: > 0 } } => ReportStatus.Good,
        { Lift: { Headline.High: < 0 } } => ReportStatus.Bad,
        _ => ReportStatus.Caution,
    };

    private static string StatusText(MeasurementInfo measured) => measured switch
    {
        { Ratio.Holds: false } => "sample ratio mismatch",
        { Exploration.Holds: false } => "exploration off",
        { Lift: { Headline.Low: > 0 } } => "lift shown",
        { Lift: { Headline.High: < 0 } } => "harm shown",
        _ => "no lift shown",
    };

    private static IEnumerable<KeyFigure> KeyFigures(MeasurementInfo measured)
    {
        if (measured.Lift is { } lift)
        {
            yield return new KeyFigure("lift of the group", ForPeople.Money(lift.Total.Value),
                MeasurementWords.Text(lift.Total));
            yield return new KeyFigure("less its cost", ForPeople.Money(lift.Net.Value),
                MeasurementWords.Text(lift.Net));
        }
        yield return new KeyFigure("claimed", ForPeople.Money(measured.Claim.Claimed),
            $"inside the decisions' windows it came to {MeasurementWords.Text(measured.Claim.SameWindow)}");
        yield return new KeyFigure(
            "spent", ForPeople.Money(measured.Spending.Spent), MeasurementWords.MoreBudget(measured));
    }

    private static string LiftLead(LiftInfo lift) =>
        $"A consumer of the policy group came to {ForPeople.Money(lift.PolicyMean)}, one held out to "
        + $"{ForPeople.Money(lift.HoldoutMean)}. Adjusted by what was expected of each consumer before the first "
        + $"decision, which takes out {ForPeople.Percent(lift.Narrowing)} of the variance. A true lift of "
        + $"{ForPeople.Money(lift.Detectable)} would be found with 80 % probability.";

    private static BarChart Lift(LiftInfo lift)
    {
        var rows = new List<BarRow> { new("headline", [Of(lift.Headline)], Highlight: true) };
        if (lift.Adjusted is not null)
            rows.Add(new BarRow("not adjusted", [Of(lift.Plain)]));
        return new BarChart("Lift a consumer, with 95 % intervals", ["lift"], rows)
        {
            Format = v => ForPeople.Money(v),
        };
    }

    private static LineChart Days(MeasurementInfo measured)
    {
        var days = measured.Days;
        double Place(DayInfo day) => day.Day.DayNumber - measured.From.DayNumber + 1;
        var delivered = days.Where(day => day.Delivered is { Low: not null, High: not null }).ToArray();
        var lines = new List<LineSeries>
        {
            new("claimed", [.. days.Select(day => (Place(day), day.Claimed))]) { Reference = true },
        };
        if (delivered.Length > 0)
        {
            lines.Insert(0, new LineSeries(
                "delivered", [.. delivered.Select(day => (Place(day), day.Delivered!.Value))])
            {
                Band = [.. delivered.Select(day => (day.Delivered!.Low!.Value, day.Delivered.High!.Value))],
            });
        }
        return new LineChart("Claimed and delivered by day", lines)
        {
            XName = $"day of the campaign, from {measured.From:yyyy-MM-dd}",
            Note = "Band: 95 % interval of each day by itself",
            FormatY = v => ForPeople.Money(v),
            FormatX = v => $"{v:0}",
        };
    }

    private static IEnumerable<IBlock> Spending(MeasurementInfo measured)
    {
        var total = 0.0;
        var spent = measured.Days.Select(day => (
            (double)(day.Day.DayNumber - measured.From.DayNumber + 1), total += day.Spend)).ToArray();
        yield return new LineChart("Spent so far", [new LineSeries("spent", spent)])
        {
            XName = $"day of the campaign, from {measured.From:yyyy-MM-dd}",
            FormatY = v => ForPeople.Money(v),
            FormatX = v => $"{v:0}",
        };
        if (MeasurementWords.MoreBudget(measured) is { } more)
            yield return new Prose(more);
    }

    private static IEnumerable<IBlock> Policies(MeasurementInfo measured)
    {
        var known = measured.Policies.Where(policy => policy.OverNothing is not null).ToArray();
        if (known.Length > 0)
        {
            yield return new BarChart(
                "A decision over giving nothing, doubly robust, with 95 % intervals", ["over nothing"],
                [.. known.Select(p => new BarRow(p.Policy, [Of(p.OverNothing!)], p.Policy == "campaign"))]);
        }
        yield return new Evaluation.Reports.Table(
            ["policy", "#IPS", "#SNIPS", "#doubly robust", "#mean weight", "#effective decisions", "#detectable"],
            [.. measured.Policies.Select(Row)])
        {
            Caption = "Worth of a decision inside its window. Mean weight: 1 where propensities are what was drawn",
        };
    }

    private static string[] Row(PolicyInfo policy) => policy.Reason is { } reason
        ? [policy.Policy, reason, "", "", "", "", ""]
        :
        [
            policy.Policy, MeasurementWords.Small(policy.Ips), MeasurementWords.Small(policy.Snips),
            MeasurementWords.Small(policy.DoublyRobust), MeasurementWords.Small(policy.MeanWeight),
            ForPeople.Number(policy.EffectiveDecisions),
            policy.Detectable is { } least ? ForPeople.Number(least) : "",
        ];

    private static Evaluation.Reports.Table Groups(MeasurementInfo measured) => new(
        ["group", "#consumers", "#drawn with"],
        [.. measured.Ratio.Groups.Select(g => new[]
        {
            g.Group, ForPeople.Count(g.Consumers), ForPeople.Percent(g.Share),
        })]);

    private static Evaluation.Reports.Table Reasons(MeasurementInfo measured) => new(
        ["reason", "#decisions"],
        [.. measured.Reasons.OrderByDescending(r => r.Decisions)
            .Select(r => new[] { r.Reason, ForPeople.Count(r.Decisions) })]);

    private static Estimate Of(FigureInfo figure) => new(figure.Value, figure.Low, figure.High);
}
