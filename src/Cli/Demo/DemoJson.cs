using System.Text.Json.Nodes;
using WorldModel.Cli.Demo.Findings;
using WorldModel.Cli.Demo.Rules;

namespace WorldModel.Cli.Demo;

/// <summary>The results file. Its keys are a contract: docs/formats.md lists them, a test compares them.</summary>
internal static class DemoJson
{
    public static JsonObject Of(DemoFindings found) => new()
    {
        ["command"] = found.Options.CommandLine,
        ["seed"] = found.Options.Seed,
        ["consumers"] = found.Options.Consumers,
        ["days"] = found.Options.Days,
        ["verdict"] = DemoVerdict.Sentence(found),
        ["checks"] = Array(DemoVerdict.Checks(found), c => new JsonObject
        {
            ["name"] = c.Name,
            ["holds"] = c.Holds,
            ["sentence"] = c.Sentence,
        }),
        ["visitAuc"] = found.Prediction.VisitAuc,
        ["visitAucOracle"] = found.Prediction.VisitAucOracle,
        ["purchaseAuc"] = found.Prediction.PurchaseAuc,
        ["purchaseAucOracle"] = found.Prediction.PurchaseAucOracle,
        ["budget"] = found.Campaign.Budget,
        ["spend"] = found.Campaign.Spend,
        ["claimed"] = found.Allocation.Claimed,
        ["claimedLow"] = found.Claim.Correction.Low,
        ["claimedHigh"] = found.Claim.Correction.High,
        ["claimedRaw"] = found.Claim.Correction.Raw,
        ["deliveredUndisturbed"] = found.Claim.Undisturbed,
        ["delivered"] = found.Allocation.Delivered,
        ["oracleValue"] = found.Oracle.Delivered,
        ["dual"] = found.Campaign.Dual,
        ["dualGap"] = found.Campaign.Gap,
        ["largestValue"] = found.LargestValue,
        ["shadowPrice"] = found.Campaign.ShadowPrice,
        ["rules"] = Array(found.Scores, Rule),
        ["treatments"] = Array(found.Claims, c => new JsonObject
        {
            ["treatment"] = c.Treatment,
            ["consumers"] = c.Consumers,
            ["spend"] = c.Spend,
            ["claimed"] = c.Claimed,
            ["delivered"] = c.Delivered,
            ["claimedOnAverage"] = c.ClaimedOnAverage,
            ["trueOnAverage"] = c.TrueOnAverage,
        }),
        ["actions"] = Array(found.Actions, Action),
        ["modelHash"] = found.Model.Hash,
        ["schema"] = found.Model.Schema,
        ["layers"] = found.Model.Layers,
        ["trainingRows"] = found.Model.TrainingRows,
        ["events"] = new JsonObject
        {
            ["history"] = found.Stream.HistoryEvents,
            ["streamed"] = found.Stream.StreamedEvents,
            ["refused"] = found.Stream.Refused,
            ["predictions"] = found.Stream.Predictions,
        },
        ["seconds"] = new JsonObject(
            found.Times.Select(t => KeyValuePair.Create(t.Name, (JsonNode?)Math.Round(t.Seconds, 3)))),
        ["secondsTotal"] = Math.Round(found.Times.Sum(t => t.Seconds), 3),
    };

    private static JsonObject Rule(RuleScore score) => new()
    {
        ["name"] = score.Name,
        ["kind"] = score.Kind switch
        {
            RuleKind.WorldModel => "worldmodel",
            RuleKind.Oracle => "oracle",
            _ => "rule",
        },
        ["spend"] = score.Spend,
        ["delivered"] = score.Delivered,
        ["low"] = score.Low,
        ["high"] = score.High,
        ["claimed"] = score.Claimed,
        ["ahead"] = score.Ahead,
        ["aheadLow"] = score.AheadLow,
        ["aheadHigh"] = score.AheadHigh,
    };

    private static JsonObject Action(ActionFinding action) => new()
    {
        ["action"] = action.Action,
        ["identified"] = action.Identified,
        ["reason"] = action.Reason,
        ["share"] = action.Share,
        ["outsideShare"] = action.OutsideShare,
        ["calibration"] = Array(action.Outcomes, c => new JsonObject
        {
            ["outcome"] = c.Outcome,
            ["rows"] = c.Rows,
            ["predicted"] = c.Predicted,
            ["observed"] = c.Observed,
        }),
    };

    private static JsonArray Array<T>(IEnumerable<T> items, Func<T, JsonObject> node) =>
        new([.. items.Select(i => (JsonNode?)node(i))]);
}
