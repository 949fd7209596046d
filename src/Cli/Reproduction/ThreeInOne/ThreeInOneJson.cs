using System.Text.Json.Nodes;

namespace WorldModel.Cli.Reproduction.ThreeInOne;

/// <summary>A study's figures for programs.</summary>
internal static class ThreeInOneJson
{
    public static JsonObject Of(ThreeInOneStudy study, IEnumerable<LearnerResult> results, string command) => new()
    {
        ["recipe"] = study.Recipe.Name,
        ["scale"] = study.Scale.ToString().ToLowerInvariant(),
        ["consumers"] = study.World.Consumers,
        ["days"] = study.World.Days,
        ["command"] = command,
        ["learners"] = new JsonArray([.. results.Select(result => (JsonNode)new JsonObject
        {
            ["learner"] = result.Learner,
            ["dataSeed"] = result.DataSeed,
            ["modelSeed"] = result.ModelSeed,
            ["seconds"] = Math.Round(result.Seconds, 1),
        })]),
        ["rows"] = new JsonArray([.. from result in results
                                    from figure in result.Figures
                                    select Row(result, figure)]),
    };

    private static JsonNode Row(LearnerResult result, Figure figure) => new JsonObject
    {
        ["recipe"] = result.Recipe,
        ["learner"] = result.Learner,
        ["dataSeed"] = result.DataSeed,
        ["modelSeed"] = result.ModelSeed,
        ["metric"] = figure.Metric,
        ["value"] = figure.Value,
        ["low"] = Finite(figure.Low),
        ["high"] = Finite(figure.High),
    };

    private static double? Finite(double? number) => number is { } n && double.IsFinite(n) ? n : null;
}
