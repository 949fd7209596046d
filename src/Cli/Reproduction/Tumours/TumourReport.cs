using System.Globalization;
using WorldModel.Evaluation.Reports;

namespace WorldModel.Cli.Reproduction.Tumours;

/// <summary>A study as a page for people, and as lines for the terminal.</summary>
internal static class TumourReport
{
    private static readonly string[] Headers =
        ["gamma", "alpha", "#days ahead", "plans", "#error (%)", "#CT (alpha = 0), published", "within one deviation"];

    public static string Render(TumourSummary summary, string command)
    {
        var study = summary.Study;
        var report = new HtmlReport("Causal Transformer on tumour growth")
        {
            Status = summary.Status,
            StatusText = summary.Status switch
            {
                ReportStatus.Good => "Reproduced",
                ReportStatus.Bad => "Not reproduced",
                _ => "In part",
            },
            Verdict = summary.Sentence,
            Lead = "Root mean squared error of tumour volume under treatments that were not given, in percent of the "
                + "volume at which a patient dies; mean and deviation over seeds.",
            Provenance =
            [
                ("command", command),
                ("seeds", string.Join(", ", study.Seeds)),
                ("policy of test patients", study.PublishedPolicy ? "as in the authors' code" : "each patient's own"),
                ("patients", $"{study.Scale.Training} to learn from, {study.Scale.Test} tested one step ahead, "
                    + $"{study.Scale.Followed} followed"),
                ("epochs", study.Scale.Epochs.ToString(CultureInfo.InvariantCulture)),
            ],
        };
        report.Add("One step ahead", "All four treatments of every day of every test patient.",
            Chart(summary), new Table(Headers, [.. summary.OneStep.Select(Cells)]));
        report.Add("Two to six days ahead",
            "Predictions made from earlier predictions, under random plans and under one therapy given once.",
            new Table(Headers, [.. summary.Rows.Where(row => row.Days > 1).Select(Cells)]));
        return report.Render();
    }

    public static IEnumerable<string> Lines(TumourSummary summary)
    {
        yield return summary.Sentence;
        foreach (var row in summary.OneStep)
            yield return $"  gamma {row.Gamma}, alpha {row.Alpha}: {Error(row.Mean, row.Deviation)}"
                + (row.Published is { } p ? $", published {Error(p.Mean, p.Deviation)}" : "");
    }

    private static LineChart Chart(TumourSummary summary) => new(
        "Error one step ahead, by strength of confounding",
        [
            .. summary.Study.Alphas.Select(alpha => new LineSeries(
                $"alpha = {alpha}",
                [.. summary.OneStep.Where(row => row.Alpha == alpha).Select(row => (row.Gamma, row.Mean))])),
            new LineSeries(
                "CT (alpha = 0), published",
                [.. Published(summary).Select(p => (p.Gamma, p.Error.Mean))])
            {
                Reference = true,
                Band =
                [
                    .. Published(summary).Select(p =>
                        (p.Error.Mean - p.Error.Deviation, p.Error.Mean + p.Error.Deviation)),
                ],
            },
        ])
    {
        XName = "gamma",
        YName = "error, %",
    };

    private static IEnumerable<(double Gamma, (double Mean, double Deviation) Error)> Published(
        TumourSummary summary) =>
        from row in summary.OneStep
        where row.Alpha == summary.Study.Alphas[0] && row.Published is not null
        select (row.Gamma, row.Published!.Value);

    private static string[] Cells(TumourSummary.Row row) =>
    [
        $"{row.Gamma}", $"{row.Alpha}", $"{row.Days}", row.Plans, Error(row.Mean, row.Deviation),
        row.Published is { } p ? Error(p.Mean, p.Deviation) : "\u2013",
        row.Holds switch { true => "yes", false => "no", null => "\u2013" },
    ];

    private static string Error(double mean, double deviation) => double.IsFinite(deviation)
        ? string.Create(CultureInfo.InvariantCulture, $"{mean:F3} \u00b1 {deviation:F3}")
        : mean.ToString("F3", CultureInfo.InvariantCulture);
}
