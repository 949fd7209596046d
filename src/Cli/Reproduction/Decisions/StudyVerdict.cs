using WorldModel.Evaluation.Reports;

namespace WorldModel.Cli.Reproduction.Decisions;

/// <summary>What a study shows, in a sentence a network. A gain is claimed only where its interval excludes
/// 0.</summary>
internal sealed record StudyVerdict(ReportStatus Status, string Sentence, string[] Reasons)
{
    public static StudyVerdict Of(Study study, StudySummary summary)
    {
        if (study.Mixes) return OfParts(summary);
        var everything = study.Regimes.Length > 1 ? SummaryRow.All : study.Regimes[0].Name;
        SummaryRow[] rows = [.. NetworkSize.All.Select(size =>
            summary.Of(everything, size.Name, CellResult.Decision, SummaryRow.All))];
        var better = rows.Where(row => row.Gain.Above(0)).Select(row => row.Network).ToArray();
        var worse = rows.Where(row => row.Gain.Below(0)).Select(row => row.Network).ToArray();
        var sentence = (better.Length, worse.Length) switch
        {
            (0, 0) => "Training for the decision cannot be told from two stages here.",
            (_, 0) => $"Training for the decision earns more at equal spend: {string.Join(", ", better)}.",
            _ => $"Training for the decision earns less at equal spend: {string.Join(", ", worse)}.",
        };
        var status = worse.Length > 0 ? ReportStatus.Bad
            : better.Length == rows.Length ? ReportStatus.Good
            : ReportStatus.Caution;
        return new StudyVerdict(status, sentence, [.. rows.Select(Reason)]);
    }

    private static StudyVerdict OfParts(StudySummary summary)
    {
        var rows = summary.Parts.Where(row => row.Regime == SummaryRow.All).ToArray();
        var (ahead, behind) = (rows.Count(row => row.Gain.Above(0)), rows.Count(row => row.Gain.Below(0)));
        var sentence = ahead == rows.Length
            ? "Bi-DFCL earns more than each of its parts, with every network."
            : $"Bi-DFCL is not ahead of all its parts: of {rows.Length} comparisons it is ahead in {ahead}, behind in "
                + $"{behind}, and not told from its part in {rows.Length - ahead - behind}.";
        var status = ahead == rows.Length ? ReportStatus.Good
            : ahead < behind ? ReportStatus.Bad
            : ReportStatus.Caution;
        return new StudyVerdict(status, sentence, [.. NetworkSize.All.Select(size => size.Name)
            .Where(network => rows.Any(row => row.Network == network))
            .Select(network => $"{network}: " + string.Join(", ", rows.Where(row => row.Network == network)
                .Select(row => $"{StudyTables.Gain(row.Gain)} over {row.Method}")))]);
    }

    private static string Reason(SummaryRow row) =>
        $"{row.Network}: {StudyTables.Gain(row.Gain)} incremental value over the two-stage network"
        + (row.Gain.Above(0) ? "" : row.Gain.Below(0) ? ", a loss" : ", not told from 0")
        + $"; {ForPeople.Percent(row.Worse)} of cells are worse by over 2 %";
}
