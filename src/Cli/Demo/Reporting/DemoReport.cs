using WorldModel.Cli.Demo.Findings;
using WorldModel.Evaluation.Reports;

namespace WorldModel.Cli.Demo.Reporting;

/// <summary>The demo's findings as one self-contained page.</summary>
internal static class DemoReport
{
    public static string Render(DemoFindings found)
    {
        var report = new HtmlReport("WorldModel demo: Purchase World")
        {
            Status = Status(found),
            StatusText = StatusText(found),
            Verdict = DemoVerdict.Sentence(found),
            Lead = "The consumers, and what each would truly do under each treatment, are simulated: so the true value "
                + "of every decision is known, and nothing here is estimated from a second model.",
            KeyFigures = KeyFigures(found),
            Provenance = Provenance(found),
        };
        RuleSections.Add(report, found);
        ConsumerSection.Add(report, found);
        TrustSections.Add(report, found);
        return report.Render();
    }

    private static ReportStatus Status(DemoFindings found) => Failing(found) switch
    {
        0 => ReportStatus.Good,
        1 => ReportStatus.Caution,
        _ => ReportStatus.Bad,
    };

    private static string StatusText(DemoFindings found) => Failing(found) switch
    {
        0 => "all checks hold",
        1 => "one check does not hold",
        var n => $"{n} checks do not hold",
    };

    private static int Failing(DemoFindings found) => DemoVerdict.Checks(found).Count(c => !c.Holds);

    private static KeyFigure[] KeyFigures(DemoFindings found)
    {
        var (own, claim) = (found.Allocation, found.Claim.Correction);
        return
        [
            new("true value", ForPeople.Money(own.Delivered),
                $"claimed beforehand: {ForPeople.Money(claim.Claimed)} ({ForPeople.Money(claim.Low)} to "
                + $"{ForPeople.Money(claim.High)}), which is {ForPeople.Money(claim.Raw)} less what choosing adds"),
            new("spent", ForPeople.Money(found.Campaign.Spend),
                $"of a budget of {ForPeople.Money(found.Campaign.Budget)}"),
            new("of the oracle's value", ForPeople.Percent(own.Delivered / found.Oracle.Delivered),
                "the same allocator, knowing the truth"),
            new("visit / purchase AUC", $"{found.Prediction.VisitAuc:F3} / {found.Prediction.PurchaseAuc:F3}",
                $"true probabilities: {found.Prediction.VisitAucOracle:F3} / {found.Prediction.PurchaseAucOracle:F3}"),
        ];
    }

    private static (string, string)[] Provenance(DemoFindings found) =>
    [
        ("command", found.Options.CommandLine),
        ("seed", $"{found.Options.Seed}"),
        ("model", found.Model.Hash),
        ("layers", $"{found.Model.Layers}, trained on {ForPeople.Count(found.Model.TrainingRows)} rows"),
        ("schema", found.Model.Schema),
        ("events", $"{ForPeople.Count(found.Stream.HistoryEvents)} of history, "
            + $"{ForPeople.Count(found.Stream.StreamedEvents)} streamed, "
            + $"{ForPeople.Count(found.Stream.Refused)} refused"),
        ("seconds", string.Join(", ", found.Times.Select(t => $"{t.Name} {t.Seconds:F1}"))),
    ];
}
