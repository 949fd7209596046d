using WorldModel.Evaluation.Reports;

namespace WorldModel.Cli.Reproduction.Decisions;

/// <summary>A study as a page for people.</summary>
internal static class StudyReport
{
    public static string Render(Study study, StudySummary summary, string command)
    {
        var verdict = StudyVerdict.Of(study, summary);
        var tables = new StudyTables(study, summary);
        var report = new HtmlReport("Decision-focused training: " + study.Data)
        {
            Status = verdict.Status,
            StatusText = verdict.Status switch
            {
                ReportStatus.Good => "Better",
                ReportStatus.Bad => "Worse",
                _ => "In part",
            },
            Verdict = verdict.Sentence,
            Lead = string.Join(". ", verdict.Reasons) + ".",
            Provenance = [("command", command), ("seeds", $"1 to {study.Seeds.Length}"), ("scale", study.Scale)],
        };
        if (study.Mixes) AddMixed(report, study, summary);
        else AddAll(report, study, summary, tables);
        return report.Render();
    }

    private static void AddMixed(HtmlReport report, Study study, StudySummary summary)
    {
        var tables = new MixedTables(study, summary);
        report.Add("Over its parts", "Regimes, networks and recipes were fixed before any data were drawn.",
            tables.Parts(), tables.Regimes());
        report.Add("Every method", null, tables.Methods(), tables.Budgets());
        report.Add("Training time", null, tables.Times());
    }

    private static void AddAll(HtmlReport report, Study study, StudySummary summary, StudyTables tables)
    {
        report.Add("Over two stages", "Regimes, networks and candidates were fixed before any data were drawn.",
            Chart(study, summary), tables.Decisions(), tables.ByArgmax());
        report.Add("Every method", null, tables.Methods());
        report.Add("Which surrogate wins where", null, tables.Surrogates());
        if (summary.Corrections.Count > 0)
            report.Add("Each correction, on against off", null, tables.Corrections());
        Table[] noise = study.TruthKnown ? [] : [tables.Detectable()];
        report.Add("Without the truth", Without(study), [.. noise, tables.Measures()]);
    }

    /// <summary>The same tables for the docs.</summary>
    public static string Markdown(Study study, StudySummary summary)
    {
        if (study.Mixes)
        {
            var mixed = new MixedTables(study, summary);
            Table[] its = [mixed.Parts(), mixed.Regimes(), mixed.Methods(), mixed.Budgets(), mixed.Times()];
            return string.Join('\n', its.Select(StudyTables.Markdown));
        }

        var tables = new StudyTables(study, summary);
        IEnumerable<Table> all = [tables.Decisions(), tables.ByArgmax(), tables.Methods(), tables.Surrogates()];
        if (summary.Corrections.Count > 0) all = all.Append(tables.Corrections());
        if (!study.TruthKnown) all = all.Append(tables.Detectable());
        return string.Join('\n', all.Append(tables.Measures()).Select(StudyTables.Markdown));
    }

    private static BarChart Chart(Study study, StudySummary summary) => new(
        "Incremental value over the two-stage network, all budgets", ["decision-focused"],
        [.. from size in NetworkSize.All
            from regime in study.Regimes
            select new BarRow(
                $"{size.Name}, {regime.Name}",
                [summary.Of(regime.Name, size.Name, CellResult.Decision, SummaryRow.All).Gain])])
    {
        Format = ForPeople.Percent,
    };

    private static string Without(Study study) => study.TruthKnown
        ? "Doubly robust value, the expected outcome metric and, for two arms, the area under the cost curve (as "
            + "published and corrected), by the test rows' log alone."
        : "A difference between two policies can be told from 0 four times in five if it is at least 2.8 times the "
            + "standard error of the difference: the minimum detectable difference.";
}
