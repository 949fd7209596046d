using System.Text.Json;
using System.Text.Json.Nodes;
using WorldModel.Allocation.Files;
using WorldModel.Cli.Files;

namespace WorldModel.Cli.Allocating;

/// <summary>An allocation's summary for scripts.</summary>
internal static class AllocationJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    public static JsonObject Of(AllocationOutcome outcome)
    {
        var found = outcome.Summary;
        return new JsonObject
        {
            ["value"] = found.Value,
            ["spend"] = found.Spend,
            ["dual"] = found.Dual,
            ["gap"] = found.Gap,
            ["shadowPrice"] = found.ShadowPrice,
            ["seconds"] = Math.Round(found.Seconds, 4),
            ["budget"] = found.Budget,
            ["consumers"] = found.Consumers,
            ["treated"] = found.Treated,
            ["largestOption"] = found.LargestOption,
            ["reasons"] = Node(found.Reasons),
            ["limits"] = Node(found.Limits),
            ["today"] = Node(found.Today),
            ["tenPercentMore"] = Node(found.TenPercentMore),
            ["claim"] = Node(found.Claim),
            ["unusedColumns"] = Node(outcome.Uplifts.Unused),
            ["rows"] = RowProblems.Json(outcome.Uplifts.Report),
        };
    }

    private static JsonNode? Node<T>(T value) => JsonSerializer.SerializeToNode(value, Options);
}
