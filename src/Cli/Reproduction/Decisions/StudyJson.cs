using System.Text.Json.Nodes;

namespace WorldModel.Cli.Reproduction.Decisions;

/// <summary>A study's figures for programs; the cells themselves are in the cells file.</summary>
internal static class StudyJson
{
    public static JsonObject Of(Study study, StudySummary summary, string command)
    {
        var verdict = StudyVerdict.Of(study, summary);
        return new JsonObject
        {
            ["verdict"] = verdict.Sentence,
            ["reasons"] = new JsonArray([.. verdict.Reasons.Select(reason => (JsonNode)reason)]),
            ["data"] = study.Data,
            ["scale"] = study.Scale,
            ["seeds"] = study.Seeds.Length,
            ["rows"] = Rows(summary.Rows),
            ["corrections"] = Rows(summary.Corrections),
            ["parts"] = Rows(summary.Parts),
            ["training"] = new JsonArray([.. MixedTables.Training(summary).Select(each => (JsonNode)new JsonObject
            {
                ["method"] = each.Method,
                ["network"] = each.Network,
                ["seconds"] = Math.Round(each.Seconds, 3),
            })]),
            ["cells"] = summary.MainCells.Count(),
            ["rejectedDraws"] = summary.MainCells.DistinctBy(c => (c.Regime, c.Seed)).Sum(c => c.Rejected),
            ["cellSeconds"] = Math.Round(summary.MainCells.Sum(c => c.Seconds), 1),
            ["command"] = command,
        };
    }

    private static JsonArray Rows(IEnumerable<SummaryRow> rows) => new([.. rows.Select(row => (JsonNode)new JsonObject
    {
        ["regime"] = row.Regime,
        ["network"] = row.Network,
        ["method"] = row.Method,
        ["budget"] = row.Budget,
        ["gain"] = Finite(row.Gain.Value),
        ["low"] = Finite(row.Gain.Low),
        ["high"] = Finite(row.Gain.High),
        ["ofOracle"] = Finite(row.OfOracle),
        ["worse"] = row.Worse,
    })]);

    private static double? Finite(double? number) => number is { } n && double.IsFinite(n) ? n : null;
}
