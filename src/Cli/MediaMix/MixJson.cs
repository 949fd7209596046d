using System.Text.Json.Nodes;
using WorldModel.Evaluation;
using WorldModel.Evaluation.MediaMix;

namespace WorldModel.Cli.MediaMix;

/// <summary>A mix's answers for programs; the keys are a contract (docs/formats.md).</summary>
internal static class MixJson
{
    public static JsonObject Of(MixFit fit, MixAnswers answers, MixTrust trust)
    {
        var table = fit.Mix.Fitted;
        return new JsonObject
        {
            ["model"] = fit.Mix.Model,
            ["seed"] = fit.Seed,
            ["status"] = trust.Word,
            ["reasons"] = Array(trust.Reasons, reason => new JsonObject
            {
                ["code"] = reason.Code,
                ["channel"] = reason.Channel,
                ["trust"] = reason.Trust.ToString().ToLowerInvariant(),
                ["sentence"] = reason.Sentence,
            }),
            ["from"] = $"{table.Week(answers.Window.From):yyyy-MM-dd}",
            ["to"] = $"{table.Week(answers.Window.To - 1):yyyy-MM-dd}",
            ["holdOut"] = new JsonObject
            {
                ["weeks"] = fit.HoldOut.Weeks,
                ["error"] = fit.HoldOut.Error,
                ["ridge"] = fit.Ridge.Error,
                ["naive"] = fit.HoldOut.Naive,
            },
            ["expected"] = Of(answers.Expected),
            ["media"] = Of(answers.Media),
            ["interaction"] = Of(answers.Interaction),
            ["channels"] = Array(answers.Channels, channel => new JsonObject
            {
                ["channel"] = channel.Channel,
                ["spend"] = channel.Spend,
                ["contribution"] = Of(channel.Contribution),
                ["share"] = Of(channel.Share),
                ["roi"] = Of(channel.Roi),
                ["marginalRoi"] = Of(channel.MarginalRoi),
            }),
        };
    }

    public static JsonArray Of(IEnumerable<ResponseCurve> curves) => Array(curves, curve => new JsonObject
    {
        ["channel"] = curve.Channel,
        ["points"] = Array(curve.Points, point => new JsonObject
        {
            ["multiple"] = point.Multiple,
            ["spend"] = point.Spend,
            ["outcome"] = Of(point.Outcome),
            ["roi"] = Of(point.Roi),
            ["observed"] = point.Observed,
        }),
    });

    public static JsonObject Of(BudgetPlan plan) => new()
    {
        ["gain"] = Of(plan.Gain),
        ["gainLikely"] = plan.GainLikely,
        ["channels"] = Array(Enumerable.Range(0, plan.Channels.Length), i => new JsonObject
        {
            ["channel"] = plan.Channels[i],
            ["current"] = plan.Current[i],
            ["planned"] = plan.Planned[i],
            ["low"] = plan.Bounds[i].Low,
            ["high"] = plan.Bounds[i].High,
        }),
    };

    public static JsonArray Of(IEnumerable<BudgetShift> shifts) => Array(shifts, shift => new JsonObject
    {
        ["from"] = shift.From,
        ["to"] = shift.To,
        ["amount"] = shift.Amount,
        ["gain"] = Of(shift.Gain),
        ["observed"] = shift.Observed,
    });

    public static JsonObject? Of(Estimate? estimate) => estimate is { } known
        ? new JsonObject
        {
            ["value"] = Finite(known.Value),
            ["low"] = Finite(known.Low),
            ["high"] = Finite(known.High),
        }
        : null;

    public static JsonArray Array<T>(IEnumerable<T> items, Func<T, JsonObject> node) =>
        new([.. items.Select(item => (JsonNode?)node(item))]);

    /// <summary>JSON has no NaN: what is not defined is null.</summary>
    public static double? Finite(double? number) => number is { } n && double.IsFinite(n) ? n : null;
}
