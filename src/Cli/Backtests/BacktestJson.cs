using System.Text.Json.Nodes;
using WorldModel.Evaluation;
using WorldModel.Evaluation.Backtests;

namespace WorldModel.Cli.Backtests;

/// <summary>A backtest's figures for programs; the keys are a contract (docs/formats.md).</summary>
internal static class BacktestJson
{
    public static JsonObject Of(BacktestFigures figures)
    {
        var verdict = Verdict.Of(figures);
        return new JsonObject
        {
            ["verdict"] = verdict.Sentence,
            ["status"] = verdict.StatusText,
            ["reasons"] = new JsonArray([.. verdict.Reasons.Select(r => (JsonNode)r)]),
            ["rows"] = figures.Rows,
            ["auc"] = Array(figures.Aucs, a => new JsonObject { ["outcome"] = a.Outcome, ["auc"] = Of(a.Auc) }),
            ["uplift"] = Array(figures.Uplifts, u => new JsonObject
            {
                ["arm"] = u.Arm,
                ["outcome"] = u.Outcome,
                ["auuc"] = Of(u.Auuc),
                ["qini"] = Of(u.Qini),
                ["effect"] = Of(u.Effect),
            }),
            ["learned"] = Of(figures.Learned),
            ["claimed"] = Of(figures.Claimed),
            ["spend"] = Of(figures.Spend),
            ["bestArm"] = figures.BestArm.Arm,
            ["learnedOverBestArm"] = Of(figures.BestArm.LearnedOver),
            ["arms"] = Array(figures.Arms, a => new JsonObject
            {
                ["arm"] = a.Arm,
                ["share"] = a.Share,
                ["value"] = Of(a.Value),
                ["overControl"] = Of(a.OverControl),
                ["learnedOver"] = Of(a.LearnedOver),
                ["learnedShare"] = a.LearnedShare,
            }),
            ["today"] = figures.Today is { } today ? Of(today) : null,
            ["learnedOverToday"] = figures.LearnedOverToday is { } over ? Of(over) : null,
            ["effectiveRows"] = figures.EffectiveRows,
        };
    }

    private static JsonObject Of(Estimate estimate) => new()
    {
        ["value"] = Finite(estimate.Value),
        ["low"] = Finite(estimate.Low),
        ["high"] = Finite(estimate.High),
    };

    /// <summary>JSON has no NaN: what is not defined is null.</summary>
    private static double? Finite(double? number) => number is { } n && double.IsFinite(n) ? n : null;

    private static JsonArray Array<T>(IEnumerable<T> items, Func<T, JsonObject> node) =>
        new([.. items.Select(i => (JsonNode?)node(i))]);
}
