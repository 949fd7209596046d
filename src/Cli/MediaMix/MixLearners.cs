using WorldModel.Models.MediaMix;

namespace WorldModel.Cli.MediaMix;

/// <summary>The learners of a mix by the names that <c>--model</c> takes.</summary>
internal static class MixLearners
{
    public static IReadOnlyList<string> Names { get; } = ["bayes", "ridge", "prior"];

    public static IMixLearner Of(string name) => name switch
    {
        "ridge" => new RidgeLearner(new RidgeOptions()),
        "prior" => new BayesLearner(new BayesOptions { PriorOnly = true }),
        _ => new BayesLearner(new BayesOptions()),
    };
}
