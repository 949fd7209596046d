using System.Text.Json.Nodes;
using WorldModel.Cli.Files;
using WorldModel.Schema;
using WorldModel.Simulation;

namespace WorldModel.Cli.Reproduction.ThreeInOne;

/// <summary>
/// The paper's 72 visible units for a world: those of the example schema, incomes cut at the world's own fifths
/// (three-in-one, section 2.1).
/// </summary>
internal static class PaperUnits
{
    public static ConsumerSchema SchemaFor(PurchasePanel panel)
    {
        var json = JsonNode.Parse(File.ReadAllText(ExampleFile.Find("purchase-world.schema.json")))!;
        var income = json["attributes"]!.AsArray().Single(attribute => (string?)attribute!["name"] == "income")!;
        income["cuts"] = new JsonArray([.. Fifths(panel.Consumers.Income).Select(cut => (JsonNode)cut)]);
        return ConsumerSchema.Parse(json.ToJsonString());
    }

    /// <summary>Percentiles 20, 40, 60 and 80, linear between order statistics.</summary>
    internal static double[] Fifths(double[] values)
    {
        var sorted = values.Order().ToArray();
        return [.. Enumerable.Range(1, 4).Select(fifth =>
        {
            var place = fifth / 5.0 * (sorted.Length - 1);
            var below = (int)place;
            var above = Math.Min(below + 1, sorted.Length - 1);
            return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
        })];
    }
}
