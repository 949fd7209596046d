using WorldModel.Models.MediaMix;
using WorldModel.Numerics;
using WorldModel.Schema.Media;
using WorldModel.Simulation.Media;

namespace WorldModel.Models.Tests.MediaMix;

public sealed class BayesLearnerTests
{
    private static readonly BayesOptions Quick = new() { Chains = 2, WarmUp = 150, Sweeps = 200, Draws = 50 };

    [Fact]
    public void Intervals_hold_the_truth_about_as_often_as_they_say()
    {
        var (held, all, error) = (0, 0, 0.0);
        for (ulong seed = 1; seed <= 5; seed++)
        {
            var market = MediaMarket.Draw(new MediaMarketOptions(MediaFamily.Geometric, seed) { Channels = 4 });
            var mix = new BayesLearner(Quick).Learn(market.Table, MixPriors.Default(market.Table), seed);
            error += MixMeasures.Error(mix, market.Truth) / 5;
            for (var channel = 0; channel < 4; channel++)
            {
                var truth = MixMeasures.Contribution(market.Truth, channel, 0);
                var draws = Enumerable.Range(0, mix.Draws)
                    .Select(draw => MixMeasures.Contribution(mix, channel, draw)).Order().ToArray();
                held += truth >= draws[2] && truth <= draws[^3] ? 1 : 0;
                all++;
            }
        }

        // 90 % intervals of 20 channels.
        Assert.InRange(held, 15, 20);
        Assert.InRange(error, 0, .5);
    }

    [Fact]
    public void The_prior_alone_says_what_was_believed()
    {
        var table = MediaMarket.Draw(new MediaMarketOptions(MediaFamily.Geometric, 3) { Weeks = 60 }).Table;
        var priors = MixPriors.Default(table).With("channel2", new RoiPrior(3, .1));
        var mix = new BayesLearner(Quick with { PriorOnly = true, Draws = 400 }).Learn(table, priors, 1);
        Assert.Equal("prior", mix.Model);
        var roi = Enumerable.Range(0, 400)
            .Select(draw => MixMeasures.Contribution(mix, 1, draw) / table.TotalSpend(1)).ToArray();
        Assert.Equal(3, roi.Average(), .02);
        Assert.Equal(.1, Math.Sqrt(roi.Average(r => (r - 3) * (r - 3))), .015);
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits_whatever_the_threads()
    {
        var table = MediaMarket.Draw(new MediaMarketOptions(MediaFamily.Geometric, 3) { Weeks = 60, Geos = 2 }).Table;
        double[] Outcome(ulong seed)
        {
            var mix = new BayesLearner(Quick with { WarmUp = 20, Sweeps = 20, Draws = 10 })
                .Learn(table, MixPriors.Default(table), seed);
            var outcome = new double[table.Rows];
            mix.Predict(table, 7, outcome);
            return outcome;
        }

        Assert.Equal(Outcome(1), Outcome(1));
        Assert.NotEqual(Outcome(1), Outcome(2));
    }

    [Fact]
    public void Chains_that_agree_have_an_r_hat_of_1_and_others_more()
    {
        var random = new RandomStream(1);
        double[] Chain(double mean) => [.. Enumerable.Range(0, 400).Select(_ => mean + random.NextGaussian())];
        Assert.InRange(SplitRHat.Of([Chain(0), Chain(0), Chain(0)]), .99, 1.02);
        Assert.InRange(SplitRHat.Of([Chain(0), Chain(2), Chain(0)]), 1.2, 2);
    }

    [Fact]
    public void A_channel_that_never_spent_keeps_no_chains_from_agreeing()
    {
        var drawn = MediaMarket.Draw(new MediaMarketOptions(MediaFamily.Geometric, 3) { Weeks = 104, Channels = 3 });
        var table = MixMeasures.Without(drawn.Table, 2);
        Assert.InRange(Convergence(table)!.Value, 1, 2);
        Assert.Null(Convergence(MixMeasures.Without(MixMeasures.Without(table, 0), 1)));

        static double? Convergence(WeeklyTable table) =>
            new BayesLearner(Quick).Learn(table, MixPriors.Default(table), 1).Convergence;
    }
}
