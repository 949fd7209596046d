using System.Text;
using WorldModel.Evaluation.MediaMix;
using WorldModel.Models.MediaMix;
using WorldModel.Models.MediaMix.Transformer;
using WorldModel.Schema.Media;
using WorldModel.Simulation.Media;

namespace WorldModel.Silo.Tests.Api;

/// <summary>Mixes that are fitted in a moment, as files.</summary>
internal static class SmallMixes
{
    private static readonly RidgeLearner Learner = new(new RidgeOptions { Draws = 12, Passes = 1 });
    private static readonly Lazy<MixFit> Free = new(() => Fit(Learner, DemandChasing.None));

    /// <summary>Three channels, 110 weeks.</summary>
    public static MixFit Ridge() => Free.Value;

    /// <summary>The same of a market whose spend follows demand that the table does not show: refused.</summary>
    public static MixFit Chased() => Fit(Learner, DemandChasing.Unobserved);

    /// <summary>The same where the third channel always spent the same: its effect is refused.</summary>
    public static MixFit Steady()
    {
        var drawn = Market(DemandChasing.None);
        var steady = .1 * drawn.TotalSpend(0) / drawn.Weeks;
        return Fit(Learner, drawn.WithSpend([.. drawn.Spend.Select((spend, i) => i % 3 == 2 ? steady : spend)]));
    }

    public static MixFit Transformer() => Fit(new TransformerLearner(
        new TransformerLearnerOptions
        {
            Markets = 2,
            MarketWeeks = 52,
            Epochs = 1,
            OwnEpochs = 1,
            Draws = 3,
            Evidence = new BayesOptions { Chains = 1, WarmUp = 20, Sweeps = 20 },
            OwnEvidence = new BayesOptions { Chains = 1, WarmUp = 20, Sweeps = 20 },
        },
        (channels, weeks, seed) =>
        {
            var market = MediaMarket.Draw(
                new MediaMarketOptions(MediaFamily.Geometric, seed) { Channels = channels, Weeks = weeks });
            return new SimulatedMarket(market.Table, market.Truth);
        }), DemandChasing.None);

    public static MemoryStream File(MixFit fit) => new(Encoding.UTF8.GetBytes(MixFile.Write(fit)));

    private static WeeklyTable Market(DemandChasing chasing) => MediaMarket.Draw(
        new MediaMarketOptions(MediaFamily.Geometric, 2) { Channels = 3, Weeks = 110, Chasing = chasing }).Table;

    private static MixFit Fit(IMixLearner learner, DemandChasing chasing) => Fit(learner, Market(chasing));

    private static MixFit Fit(IMixLearner learner, WeeklyTable table)
    {
        var priors = MixPriors.Default(table);
        var held = new HoldOut(20, .1, .2);
        return new MixFit(learner.Learn(table, priors, 1), priors, 1, held, held);
    }
}
