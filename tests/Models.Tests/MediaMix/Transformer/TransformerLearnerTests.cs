using WorldModel.Models.MediaMix;
using WorldModel.Models.MediaMix.Transformer;
using WorldModel.Simulation.Media;

namespace WorldModel.Models.Tests.MediaMix.Transformer;

public sealed class TransformerLearnerTests
{
    private static readonly TransformerLearnerOptions Tiny = new()
    {
        Markets = 4,
        MarketWeeks = 60,
        Members = 2,
        Epochs = 3,
        OwnEpochs = 1,
        Draws = 6,
        Evidence = new BayesOptions { Chains = 1, WarmUp = 40, Sweeps = 40 },
        OwnEvidence = new BayesOptions { Chains = 1, WarmUp = 40, Sweeps = 40 },
    };

    [Fact]
    public void It_moves_the_posterior_keeps_its_spread_and_repeats_itself()
    {
        var options = new MediaMarketOptions(MediaFamily.Drifting, 1) { Channels = 2, Weeks = 60 };
        var table = MediaMarket.Draw(options).Table;
        var priors = MixPriors.Default(table);
        var mix = Learn(1);
        Assert.Equal(6, mix.Draws);
        var evidence = new BayesLearner(Tiny.OwnEvidence with { Draws = 6 }).Learn(table, priors, 1);
        Assert.NotNull(evidence.Convergence);
        Assert.Equal(evidence.Convergence, mix.Convergence);
        var (own, parametric) = (Contributions(mix), Contributions(evidence));
        Assert.All(own.Zip(parametric), pair => Assert.NotEqual(pair.First, pair.Second));
        Assert.InRange(Spread(own) / Spread(parametric), .5, 2);
        Assert.Equal(own, Contributions(Learn(1)));
        Assert.NotEqual(own, Contributions(Learn(2)));

        IFittedMix Learn(ulong seed) => new TransformerLearner(Tiny, Simulate).Learn(table, priors, seed);

        static double[] Contributions(IFittedMix mix) =>
            [.. Enumerable.Range(0, mix.Draws).Select(draw => MixMeasures.Contribution(mix, 0, draw))];
    }

    [Fact]
    public void It_forecasts_weeks_behind_those_it_was_fitted_on_for_every_geo()
    {
        var options = new MediaMarketOptions(MediaFamily.Geometric, 1) { Channels = 2, Weeks = 70, Geos = 2 };
        var table = MediaMarket.Draw(options).Table;
        var head = table.Head(60);
        var mix = new TransformerLearner(Tiny with { Alpha = 0 }, Simulate).Learn(head, MixPriors.Default(head), 1);
        Assert.Equal("transformer-0", mix.Model);
        var (outcome, shorter) = (new double[table.Rows], new double[head.Rows]);
        mix.Predict(table, 2, outcome);
        mix.Predict(head, 2, shorter);
        Assert.All(outcome, week => Assert.True(double.IsFinite(week)));
        // The weeks behind change nothing before them.
        for (var week = 0; week < 60; week++) Assert.Equal(shorter[week], outcome[week], 1e-4 * shorter[week]);
    }

    private static double Spread(double[] draws)
    {
        var mean = draws.Average();
        return Math.Sqrt(draws.Average(draw => (draw - mean) * (draw - mean)));
    }

    private static SimulatedMarket Simulate(int channels, int weeks, ulong seed)
    {
        var market = MediaMarket.Draw(
            new MediaMarketOptions(MediaFamily.Geometric, seed) { Channels = channels, Weeks = weeks });
        return new SimulatedMarket(market.Table, market.Truth);
    }
}
