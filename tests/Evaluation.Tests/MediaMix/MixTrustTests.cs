using WorldModel.Evaluation.MediaMix;
using WorldModel.Models.MediaMix;
using WorldModel.Schema.Media;

namespace WorldModel.Evaluation.Tests.MediaMix;

/// <summary>What goes against a mix beyond its hold-out: <see cref="HoldOutTests"/>.</summary>
public sealed class MixTrustTests
{
    [Theory]
    [InlineData(1.05, null)]
    [InlineData(1.2, Trust.Caution)]
    [InlineData(1.6, Trust.Refused)]
    public void Chains_that_do_not_agree_count_whatever_was_made_of_them(double rHat, Trust? expected)
    {
        var table = Table();
        var trust = TrustOf(new LawMix(table, s => 100 + s[0] + s[1]) { Convergence = rHat });
        Assert.Equal(expected, trust.Reasons.FirstOrDefault(reason => reason.Code == "not-converged")?.Trust);
    }

    [Fact]
    public void Answers_about_few_weeks_say_what_they_leave_out()
    {
        var table = Table();
        var trust = TrustOf(new LawMix(table, s => 100 + s[0] + s[1]));
        Assert.DoesNotContain(trust.Reasons, reason => reason.Code == "short-window");
        Assert.Same(trust, trust.About(WeekWindow.Last(table, 13)));
        var less = trust.About(WeekWindow.Last(table, 12));
        Assert.Contains(less.Reasons, reason => reason is { Code: "short-window", Trust: Trust.Caution });
        Assert.NotEqual(Trust.Usable, less.Trust);
        Assert.Contains("1 week is asked about", trust.About(WeekWindow.Last(table, 1)).Reasons[^1].Sentence);
    }

    [Fact]
    public void A_channel_that_is_refused_keeps_its_money()
    {
        var table = LawMix.Table(110, week => 5 + week * 37 % 11, _ => 1);
        var mix = new LawMix(table, s => 100 + s[0] + 50 * s[1]);
        var trust = TrustOf(mix);
        Assert.Equal(Trust.Caution, trust.Trust);
        Assert.Contains(trust.Reasons, reason => reason is { Code: "no-variation", Channel: "b" });
        var window = WeekWindow.Last(table, 52);
        var bounds = trust.Hold(table, window, BudgetBounds.Around(table, window));
        Assert.Equal(new BudgetBounds(52, 52), bounds[1]);
        Assert.True(bounds[0].Low < bounds[0].High);
        Assert.Equal(52, BudgetOptimiser.Optimise(mix, window, bounds).Planned[1]);
    }

    [Fact]
    public void The_pages_verdict_names_no_channel_that_is_refused()
    {
        // By its figures b is the better one, but nothing is known of it.
        var table = LawMix.Table(110, week => 5 + week * 37 % 11, _ => 1);
        var mix = new LawMix(table, s => 100 + s[0] + 50 * s[1]);
        var (trust, held) = (TrustOf(mix), new HoldOut(20, .1, .2));
        var page = MixReport.Build(
            "Mix", new MixFit(mix, MixPriors.Default(table), 1, held, held),
            new MixAnswers(mix, WeekWindow.Last(table, 52)), trust, [], plan: null, []).Render();
        Assert.Contains("The next money brings most on a:", page);
        Assert.Contains("b (refused)", page);
    }

    private static WeeklyTable Table() => LawMix.Table(110, week => 5 + week * 37 % 11, week => 5 + week * 53 % 13);

    private static MixTrust TrustOf(LawMix mix) =>
        MixTrust.Of(mix, new MixAnswers(mix, WeekWindow.All(mix.Fitted)), null);
}
