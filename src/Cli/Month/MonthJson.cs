using System.Text.Json.Nodes;
using WorldModel.Cli.Serving;
using WorldModel.Client.Wire;

namespace WorldModel.Cli.Month;

/// <summary>The replications as JSON: all checks, and each month with its seed.</summary>
internal static class MonthJson
{
    public static JsonObject Of(
        MonthOptions options, string model, IReadOnlyList<MonthReplication> months, double trainSeconds)
    {
        var checks = new MonthChecks(months);
        return new JsonObject
        {
            ["command"] = options.CommandLine,
            ["seed"] = options.Seed,
            ["replications"] = months.Count,
            ["model"] = model,
            ["trainSeconds"] = trainSeconds,
            ["seconds"] = months.Sum(m => m.Seconds),
            ["covered"] = checks.Covered,
            ["coveredPlain"] = checks.CoveredPlain,
            ["placeboCovered"] = checks.PlaceboCovered,
            ["placeboCoveredPlain"] = checks.PlaceboCoveredPlain,
            ["windowCovered"] = checks.WindowCovered,
            ["placeboWindowCovered"] = checks.PlaceboWindowCovered,
            ["checks"] = new JsonArray([.. checks.All.Select(c => new JsonObject
            {
                ["name"] = c.Name,
                ["found"] = c.Found,
                ["holds"] = c.Holds,
            })]),
            ["months"] = new JsonArray([.. months.Select(Of)]),
            ["firstReport"] = CampaignJson.Of(months[0].Campaign.Report),
        };
    }

    private static JsonObject Of(MonthReplication month) => new()
    {
        ["number"] = month.Number,
        ["worldSeed"] = month.WorldSeed,
        ["seconds"] = month.Seconds,
        ["campaign"] = Of(month.Campaign),
        ["placebo"] = Of(month.Placebo),
    };

    private static JsonObject Of(MonthSide side) => new()
    {
        ["trueLift"] = side.Truth.Lift,
        ["lift"] = Of(side.Lift.Headline),
        ["plain"] = Of(side.Lift.Plain),
        ["narrowing"] = side.Lift.Narrowing,
        ["policy"] = side.Lift.Policy,
        ["holdout"] = side.Lift.Holdout,
        ["claimed"] = side.Measured.Claim.Claimed,
        ["delivered"] = Of(side.Lift.Total),
        ["trueDelivered"] = side.Truth.Lift * side.Lift.Policy,
        ["sameWindow"] = side.Measured.Claim.SameWindow is { } window ? Of(window) : null,
        ["trueSameDay"] = side.Truth.SameDay,
        ["spent"] = side.Measured.Spending.Spent,
        ["sampleRatioP"] = side.Measured.Ratio.P,
        ["explorationP"] = side.Measured.Exploration.P,
    };

    private static JsonArray Of(FigureInfo figure) => [figure.Value, figure.Low, figure.High];
}
