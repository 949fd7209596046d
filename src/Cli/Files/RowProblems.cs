using System.Text.Json.Nodes;
using Spectre.Console;
using WorldModel.Cli.Terminal;
using WorldModel.Schema.Readers;

namespace WorldModel.Cli.Files;

/// <summary>Says which rows of a file were left out, and why; the others were taken.</summary>
internal static class RowProblems
{
    private const int Shown = 20;

    public static void Print(CommandContext context, string path, RowReport report, string became = "left out")
    {
        if (report.Refused == 0)
            return;
        context.Error.MarkupLineInterpolated(
            $"[yellow]look[/]: {path}: {report.Refused:N0} of {report.Accepted + report.Refused:N0} rows {became}");
        foreach (var problem in report.Problems.Take(Shown))
            context.Error.WriteLine("  " + problem);
        if (report.Refused > Shown)
            context.Error.WriteLine($"  and {report.Refused - Shown:N0} more");
    }

    /// <summary>For a result file.</summary>
    public static JsonObject Json(RowReport report) => new()
    {
        ["accepted"] = report.Accepted,
        ["refused"] = report.Refused,
        ["problems"] = new JsonArray([.. report.Problems.Select(p => new JsonObject
        {
            ["line"] = p.Line,
            ["field"] = p.Field,
            ["value"] = p.Value,
            ["expected"] = p.Expected,
        })]),
    };
}
