using WorldModel.Schema.Media;
using WorldModel.Schema.Readers;
using WorldModel.Simulation.Media;

namespace WorldModel.Simulation.Tests.Media;

/// <summary>Markets are drawn as their options say, and their truth is what happens in them.</summary>
public sealed class MediaMarketTests
{
    public static TheoryData<MediaFamily> Families => [.. Enum.GetValues<MediaFamily>()];

    [Theory, MemberData(nameof(Families))]
    public void Outcomes_are_the_truth_and_noise(MediaFamily family)
    {
        var market = MediaMarket.Draw(new MediaMarketOptions(family, 3) { Geos = 2, Weeks = 400 });
        var expected = new double[market.Table.Rows];
        market.Truth.Predict(market.Table, 0, expected);
        var noise = expected.Zip(market.Table.Outcome, (mean, seen) => seen - mean).ToArray();
        var (first, second) = (Deviation(noise[..400]), Deviation(noise[400..]));
        var sizes = market.Truth.Baseline.Take(400).Sum() / market.Truth.Baseline.Skip(400).Sum();
        Assert.InRange(first / second / sizes, .85, 1.15);
    }

    [Theory, MemberData(nameof(Families))]
    public void Without_spend_there_is_the_baseline(MediaFamily family)
    {
        var market = MediaMarket.Draw(new MediaMarketOptions(family, 4));
        var outcome = new double[market.Table.Rows];
        market.Truth.Predict(market.Table.WithSpend(new double[market.Table.Spend.Length]), 0, outcome);
        Assert.Equal(market.Truth.Baseline, outcome);
        market.Truth.Predict(market.Table, 0, outcome);
        Assert.InRange(outcome.Sum() / market.Truth.Baseline.Sum(), 1.19, 1.41);
    }

    [Fact]
    public void A_week_of_spend_acts_as_adstock_and_saturation_say()
    {
        var market = MediaMarket.Draw(new MediaMarketOptions(MediaFamily.Geometric, 5));
        var (truth, channel) = (market.Truth.Channels[2], 2);
        var spend = new double[market.Table.Spend.Length];
        spend[10 * 5 + channel] = 3 * truth.Mean;
        var outcome = new double[market.Table.Rows];
        market.Truth.Predict(market.Table.WithSpend(spend), 0, outcome);
        for (var lag = 0; lag < 5; lag++)
        {
            var pressure = Math.Pow(truth.Decay, lag) * (1 - truth.Decay) * 3;
            var effect = MediaTruth.Level * truth.Weight * Math.Pow(pressure, truth.Shape)
                / (Math.Pow(pressure, truth.Shape) + Math.Pow(truth.Half, truth.Shape));
            Assert.Equal(effect, outcome[10 + lag] - market.Truth.Baseline[10 + lag], effect * 1e-6 + 1e-6);
        }

        Assert.Equal(market.Truth.Baseline[9], outcome[9]);
    }

    [Fact]
    public void Delayed_channels_act_most_after_their_delay()
    {
        var market = MediaMarket.Draw(new MediaMarketOptions(MediaFamily.Delayed, 6));
        var spend = new double[market.Table.Spend.Length];
        spend[10 * 5] = market.Truth.Channels[0].Mean;
        var pressure = market.Truth.Pressure(market.Table.WithSpend(spend), 0, 0);
        Assert.Equal(10 + Math.Round(market.Truth.Channels[0].Peak), Array.IndexOf(pressure, pressure.Max()));
    }

    [Fact]
    public void Interacting_channels_bring_more_together()
    {
        var market = MediaMarket.Draw(new MediaMarketOptions(MediaFamily.Interacting, 7));
        double Outcome(params int[] on)
        {
            double[] spend = [.. market.Table.Spend.Select((amount, i) => on.Contains(i % 5) ? amount : 0)];
            var outcome = new double[market.Table.Rows];
            market.Truth.Predict(market.Table.WithSpend(spend), 0, outcome);
            return outcome.Sum() - market.Truth.Baseline.Sum();
        }

        Assert.True(Outcome(0, 1) > 1.005 * (Outcome(0) + Outcome(1)));
        Assert.Equal(Outcome(1) + Outcome(2), Outcome(1, 2), 1.0);
    }

    [Theory]
    [InlineData(DemandChasing.None, -.25, .25)]
    [InlineData(DemandChasing.Observed, .25, .7)]
    [InlineData(DemandChasing.Unobserved, .6, 1)]
    public void Spend_follows_demand_where_it_should(DemandChasing chasing, double low, double high)
    {
        var options = new MediaMarketOptions(MediaFamily.Geometric, 8) { Chasing = chasing, Weeks = 600 };
        var market = MediaMarket.Draw(options);
        // The first channel is always on.
        var log = Enumerable.Range(0, 600).Select(week => Math.Log(market.Table.Spend[week * 5])).ToArray();
        Assert.InRange(Correlation(log, [.. market.TrueDemand]), low, high);
        Assert.Equal(chasing == DemandChasing.Observed, market.Table.Covariates.Contains("demand"));
    }

    [Fact]
    public void The_same_options_give_the_same_market_and_its_file_is_read_back()
    {
        var options = new MediaMarketOptions(MediaFamily.Drifting, 9) { Geos = 3, Weeks = 60 };
        var (first, again) = (MediaMarket.Draw(options).Table, MediaMarket.Draw(options).Table);
        using var text = new StringWriter();
        MediaMarketFile.Write(again, text);
        using var source = Table.Csv("market.csv", new StringReader(text.ToString()));
        var read = WeeklyTableReader.Read(source, new WeeklyColumns("revenue", first.Channels)
        {
            Covariates = first.Covariates,
            Geo = "geo",
        });
        Assert.Equal(first.Outcome, read.Outcome);
        Assert.Equal(first.Spend, read.Spend);
        Assert.Equal(first.Covariate, read.Covariate);
        Assert.NotEqual(first.Outcome, MediaMarket.Draw(options with { Seed = 10 }).Table.Outcome);
    }

    private static double Deviation(double[] numbers) => Math.Sqrt(numbers.Average(n => n * n));

    private static double Correlation(double[] x, double[] y)
    {
        var (mx, my) = (x.Average(), y.Average());
        return x.Zip(y, (a, b) => (a - mx) * (b - my)).Sum()
            / Math.Sqrt(x.Sum(a => (a - mx) * (a - mx)) * y.Sum(b => (b - my) * (b - my)));
    }
}
