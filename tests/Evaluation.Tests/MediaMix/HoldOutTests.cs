using WorldModel.Evaluation.MediaMix;
using WorldModel.Models.MediaMix;
using WorldModel.Schema;
using WorldModel.Simulation.Media;

namespace WorldModel.Evaluation.Tests.MediaMix;

public sealed class HoldOutTests
{
    [Fact]
    public void The_naive_forecast_is_last_years_week()
    {
        var table = LawMix.Table(120, _ => 1, _ => 1);
        for (var week = 0; week < 120; week++) table.Outcome[week] = week;
        var forecast = SeasonalForecast.Of(table, 100);
        Assert.Equal(Enumerable.Range(48, 20).Select(week => (double)week), forecast[100..]);
        // 52 too low on outcomes from 100 to 119.
        Assert.Equal(20 * 52 / Enumerable.Range(100, 20).Sum(week => (double)week),
            HoldOut.ErrorOf(table, forecast, 100), 1e-12);
        Assert.Equal(38.5, SeasonalForecast.Of(table, 41)[41]);
    }

    [Fact]
    public void A_model_of_a_market_forecasts_better_than_last_year()
    {
        var market = MediaMarket.Draw(new MediaMarketOptions(MediaFamily.Geometric, 2));
        var learner = new BayesLearner(new BayesOptions { Chains = 2, WarmUp = 100, Sweeps = 100, Draws = 30 });
        var holdOut = HoldOut.Run(learner, market.Table, MixPriors.Default(market.Table), 1);
        Assert.Equal(26, holdOut.Weeks);
        Assert.True(holdOut.Error < .8 * holdOut.Naive, $"{holdOut.Error:P1}, naive {holdOut.Naive:P1}");
    }

    [Fact]
    public void A_mix_worse_than_naive_is_refused_and_a_good_one_is_not()
    {
        var market = MediaMarket.Draw(new MediaMarketOptions(MediaFamily.Geometric, 2));
        var answers = new MixAnswers(market.Truth, WeekWindow.All(market.Table));
        Assert.Equal(Trust.Refused, MixTrust.Of(market.Truth, answers, new HoldOut(26, .3, .2)).Trust);
        Assert.Equal(Trust.Caution, MixTrust.Of(market.Truth, answers, new HoldOut(26, .21, .2)).Trust);
        Assert.Equal(Trust.Usable, MixTrust.Of(market.Truth, answers, new HoldOut(26, .1, .2)).Trust);
    }

    [Fact]
    public void A_market_in_which_spend_chases_unseen_demand_is_refused()
    {
        var market = MediaMarket.Draw(
            new MediaMarketOptions(MediaFamily.Geometric, 2) { Chasing = DemandChasing.Unobserved });
        var trust = MixTrust.Of(market.Truth, new MixAnswers(market.Truth, WeekWindow.All(market.Table)), null);
        Assert.Equal("refused", trust.Word);
        Assert.Contains(trust.Reasons, reason => reason.Code == "common-driver");
    }

    [Fact]
    public void Weeks_without_an_outcome_cannot_be_held_out()
    {
        var table = MediaMarket.Draw(new MediaMarketOptions(MediaFamily.Geometric, 2) { Weeks = 60 }).Table;
        table.Outcome.AsSpan(48).Clear();
        var refused = Assert.Throws<InputException>(() => HoldOut.Run(
            new RidgeLearner(new RidgeOptions { Draws = 2, Passes = 1 }), table, MixPriors.Default(table), 1));
        Assert.Contains("got '0 in each of the last 12 weeks'", refused.Message);
    }
}
