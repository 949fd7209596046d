using WorldModel.Evaluation.MediaMix;
using WorldModel.Numerics;
using WorldModel.Simulation.Media;

namespace WorldModel.Evaluation.Tests.MediaMix;

public sealed class SpendChecksTests
{
    [Fact]
    public void Spend_that_chases_unseen_demand_is_refused_and_other_spend_is_not()
    {
        var (found, wrong) = (0, 0);
        for (ulong seed = 1; seed <= 20; seed++)
        {
            var options = new MediaMarketOptions((MediaFamily)(seed % 4), seed);
            wrong += Refused(options) + Refused(options with { Chasing = DemandChasing.Observed });
            found += Math.Min(1, Refused(options with { Chasing = DemandChasing.Unobserved }));
        }

        Assert.Equal((20, 0), (found, wrong));
    }

    [Fact]
    public void A_single_channel_that_follows_past_outcomes_is_found()
    {
        var random = new RandomStream(3);
        double[] demand = new double[160];
        for (var week = 1; week < 160; week++) demand[week] = .8 * demand[week - 1] + .1 * random.NextGaussian();
        var table = LawMix.Table(160, week => Math.Exp(3 * demand[week] + .3 * random.NextGaussian()), _ => 0);
        for (var week = 0; week < 160; week++)
            table.Outcome[week] = 10 * (1 + demand[week]) + .1 * table.Spend[2 * week];
        Assert.Contains(SpendChecks.Of(table), reason => reason is { Code: "chases-demand", Channel: "a" });
    }

    [Fact]
    public void Channels_that_move_together_are_not_told_apart()
    {
        var table = LawMix.Table(120, week => 1 + week * 7 % 5, week => 2 * (1 + week * 7 % 5) + .001 * (week % 3));
        Assert.Equal(2, SpendChecks.Of(table).Count(reason => reason is { Code: "collinear", Trust: Trust.Refused }));
    }

    [Theory]
    [InlineData("never-spent", Trust.Caution, 0, 0)]
    [InlineData("no-variation", Trust.Refused, 5, 0)]
    [InlineData("little-variation", Trust.Caution, 5, .01)]
    public void A_channel_with_little_to_learn_from_says_so(string code, Trust trust, double level, double swing)
    {
        var table = LawMix.Table(
            120, week => week * 7 % 5, week => level * (1 + swing * (week * 11 % 17 % 3)));
        Assert.Contains(SpendChecks.Of(table), reason => reason.Code == code && reason.Trust == trust
            && reason.Channel == "b");
    }

    [Fact]
    public void Less_than_two_years_are_few() =>
        Assert.Contains(
            SpendChecks.Of(LawMix.Table(80, week => week % 3, week => week % 4)), r => r.Code == "few-weeks");

    private static int Refused(MediaMarketOptions options) =>
        SpendChecks.Of(MediaMarket.Draw(options).Table)
            .Count(reason => reason is { Code: "chases-demand" or "common-driver", Trust: Trust.Refused });
}
