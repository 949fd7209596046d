using WorldModel.Models.MediaMix;
using WorldModel.Schema;
using WorldModel.Simulation.Media;

namespace WorldModel.Models.Tests.MediaMix;

public sealed class RidgeLearnerTests
{
    private static readonly RidgeLearner Quick = new(new RidgeOptions { Draws = 20 });

    [Fact]
    public void Coordinate_descent_finds_the_minimum_and_keeps_to_0()
    {
        // Unconstrained, the second weight would be -1; at 0 the first is 3/2.
        var weights = new double[2];
        NonNegativeRidge.Solve([2, 1, 1, 2], [3, 0], weights);
        Assert.Equal(1.5, weights[0], 1e-9);
        Assert.Equal(0, weights[1]);
        NonNegativeRidge.Solve([2, 1, 1, 2], [3, 3], weights);
        Assert.Equal([1.0, 1], weights.Select(weight => Math.Round(weight, 8)));
    }

    [Fact]
    public void With_little_noise_and_many_weeks_contributions_come_near_the_truth()
    {
        var market = MediaMarket.Draw(
            new MediaMarketOptions(MediaFamily.Geometric, 1) { Weeks = 520, Noise = .005, Channels = 3 });
        var mix = Quick.Learn(market.Table, MixPriors.Default(market.Table), 1);
        Assert.InRange(MixMeasures.Error(mix, market.Truth), 0, .25);
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits()
    {
        var market = MediaMarket.Draw(new MediaMarketOptions(MediaFamily.Geometric, 2) { Weeks = 80, Geos = 2 });
        double[] Outcome(ulong seed)
        {
            var mix = Quick.Learn(market.Table, MixPriors.Default(market.Table), seed);
            var outcome = new double[market.Table.Rows];
            mix.Predict(market.Table, 3, outcome);
            return outcome;
        }

        Assert.Equal(Outcome(4), Outcome(4));
        Assert.NotEqual(Outcome(4), Outcome(5));
    }

    [Fact]
    public void A_lift_test_pulls_a_channel_to_what_it_found()
    {
        var market = MediaMarket.Draw(new MediaMarketOptions(MediaFamily.Geometric, 3) { Weeks = 104 });
        var spend = market.Table.TotalSpend(1);
        var test = new LiftTest("channel2", spend, Effect: .5 * spend, Error: 1e-4 * spend);
        var priors = MixPriors.Default(market.Table);
        Assert.InRange(MixMeasures.Contribution(Quick.Learn(market.Table, priors.With(test), 1), 1) / spend, .49, .51);
    }

    [Fact]
    public void A_channel_that_never_spent_contributes_nothing()
    {
        var drawn = MediaMarket.Draw(new MediaMarketOptions(MediaFamily.Geometric, 4) { Weeks = 60 }).Table;
        var table = MixMeasures.Without(drawn, 2);
        var mix = Quick.Learn(table, MixPriors.Default(table), 1);
        Assert.Equal(0, MixMeasures.Contribution(mix, 2));
        Assert.True(MixMeasures.Contribution(mix, 0) >= 0);
    }

    [Fact]
    public void Priors_are_for_channels_that_there_are()
    {
        var table = MediaMarket.Draw(new MediaMarketOptions(MediaFamily.Geometric, 4) { Weeks = 60 }).Table;
        var priors = MixPriors.Default(table);
        Assert.Throws<InputException>(() => priors.With("radio", new RoiPrior(1, 1)));
        Assert.Throws<InputException>(() => priors.With("channel1", new RoiPrior(1, 0)));
        // Two findings of the same precision meet in the middle, more precise than either.
        var both = priors.With("channel1", new RoiPrior(1, .2)).With("channel1", new RoiPrior(2, .2)).Roi[0];
        Assert.Equal(1.5, both.Mean, 1e-12);
        Assert.Equal(.2 / Math.Sqrt(2), both.Deviation, 1e-12);
    }

    [Theory]
    [InlineData(4, 1e-200)]
    [InlineData(4, 1e-5)]
    [InlineData(0, 1e-200)]
    [InlineData(1e300, 1e300)]
    [InlineData(1, double.PositiveInfinity)]
    [InlineData(double.NaN, 1)]
    [InlineData(1, double.NaN)]
    public void A_prior_that_no_fit_can_hear_is_refused(double mean, double deviation)
    {
        var table = MediaMarket.Draw(new MediaMarketOptions(MediaFamily.Geometric, 4) { Weeks = 60 }).Table;
        var priors = MixPriors.Default(table);
        Assert.Contains("prior of channel1", Assert.Throws<InputException>(
            () => priors.With("channel1", new RoiPrior(mean, deviation))).Message);
        var narrow = priors.With("channel1", new RoiPrior(4, 1e-4));
        Assert.Equal(4, MixMeasures.Contribution(Quick.Learn(table, narrow, 1), 0) / table.TotalSpend(0), .01);
    }
}
