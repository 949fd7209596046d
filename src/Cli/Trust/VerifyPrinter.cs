using System.Text.Json.Nodes;
using Spectre.Console;
using WorldModel.Grains.Replaying;
using WorldModel.Silo.Explaining;

namespace WorldModel.Cli.Trust;

/// <summary>What came of making all decisions again.</summary>
internal static class VerifyPrinter
{
    public static void Print(IAnsiConsole console, VerifyTotals totals)
    {
        console.WriteLine($"{totals.Decisions:N0} decisions ({totals.Scans:N0} of scans, "
            + $"{totals.Decisions - totals.Scans:N0} single) in {totals.Shards:N0} shards");
        console.WriteLine($"  {totals.Reproduced:N0} made again with the same bytes");
        console.WriteLine($"  {totals.Different:N0} that differ");
        foreach (var decision in totals.Shown)
            console.WriteLine($"    {decision.Entry.DecisionId}: " + string.Join("; ", decision.Differences.Select(
                d => $"{d.Field}: recorded {d.Recorded}, made again {d.Reproduced}")));
        foreach (var (why, count) in totals.Unknown)
            console.WriteLine($"  {count:N0} cannot be made again: {why}");
        console.WriteLine($"  {totals.States:N0} states of shards on the way, equal to those kept");
        if (totals.OlderStates > 0)
            console.WriteLine($"  {totals.OlderStates:N0} states not compared: an earlier version of WorldModel wrote "
                + "some of what they come from");
        foreach (var damage in totals.Damage)
            console.WriteLine($"  damaged: {damage}");
    }

    public static JsonObject Json(VerifyTotals totals) => new()
    {
        ["decisions"] = totals.Decisions,
        ["scans"] = totals.Scans,
        ["reproduced"] = totals.Reproduced,
        ["different"] = totals.Different,
        ["differences"] = new JsonArray([.. totals.Shown.Select(Json)]),
        ["unknown"] = new JsonObject(totals.Unknown.Select(
            pair => KeyValuePair.Create<string, JsonNode?>(pair.Key, pair.Value))),
        ["states"] = totals.States,
        ["olderStates"] = totals.OlderStates,
        ["damage"] = new JsonArray([.. totals.Damage.Select(damage => JsonValue.Create(damage))]),
        ["shards"] = totals.Shards,
    };

    private static JsonObject Json(CheckedDecision decision) => new()
    {
        ["decisionId"] = decision.Entry.DecisionId,
        ["fields"] = new JsonArray([.. decision.Differences.Select(d => new JsonObject
        {
            ["field"] = d.Field,
            ["recorded"] = d.Recorded,
            ["reproduced"] = d.Reproduced,
        })]),
    };
}
