using System.Text.Json.Nodes;

namespace WorldModel.Cli.Reproduction.Tumours;

/// <summary>A study's figures for programs; the cells themselves are in the cells file.</summary>
internal static class TumourJson
{
    public static JsonObject Of(TumourSummary summary, string command) => new()
    {
        ["verdict"] = summary.Sentence,
        ["scale"] = summary.Study.Scale.Name,
        ["policy"] = summary.Study.PublishedPolicy ? "published" : "own",
        ["seeds"] = new JsonArray([.. summary.Study.Seeds.Select(seed => (JsonNode)seed)]),
        ["rows"] = new JsonArray([.. summary.Rows.Select(Row)]),
        ["cells"] = summary.Cells.Count,
        ["cellSeconds"] = Math.Round(summary.Cells.Sum(cell => cell.Seconds), 1),
        ["trainingSeconds"] = Math.Round(summary.Cells.Sum(cell => cell.TrainingSeconds), 1),
        ["command"] = command,
    };

    private static JsonNode Row(TumourSummary.Row row) => new JsonObject
    {
        ["gamma"] = row.Gamma,
        ["alpha"] = row.Alpha,
        ["daysAhead"] = row.Days,
        ["plans"] = row.Plans,
        ["error"] = row.Mean,
        ["deviation"] = double.IsFinite(row.Deviation) ? row.Deviation : null,
        ["published"] = row.Published?.Mean,
        ["publishedDeviation"] = row.Published?.Deviation,
        ["holds"] = row.Holds,
    };
}
