using WorldModel.Models.MediaMix;
using WorldModel.Models.MediaMix.Transformer;
using WorldModel.Simulation.Media;

namespace WorldModel.Cli.MediaMix;

/// <summary>
/// The learners of a mix by the names that <c>--model</c> takes. A transformer keeps what it learned from simulated
/// markets for as long as it is used.
/// </summary>
internal static class MixLearners
{
    public static IReadOnlyList<string> Names { get; } = ["bayes", "ridge", "prior", "transformer", "transformer-0"];

    public static IMixLearner Of(string name) => name switch
    {
        "ridge" => new RidgeLearner(new RidgeOptions()),
        "prior" => new BayesLearner(new BayesOptions { PriorOnly = true }),
        "transformer" => new TransformerLearner(new TransformerLearnerOptions(), Simulate),
        "transformer-0" => new TransformerLearner(new TransformerLearnerOptions { Alpha = 0 }, Simulate),
        _ => new BayesLearner(new BayesOptions()),
    };

    /// <summary>Markets to train on: geometric adstock only, demand chased by an index in every second one.</summary>
    private static SimulatedMarket Simulate(int channels, int weeks, ulong seed)
    {
        var market = MediaMarket.Draw(new MediaMarketOptions(MediaFamily.Geometric, seed)
        {
            Channels = channels,
            Weeks = weeks,
            Chasing = seed % 2 == 0 ? DemandChasing.Observed : DemandChasing.None,
        });
        return new SimulatedMarket(market.Table, market.Truth);
    }
}
