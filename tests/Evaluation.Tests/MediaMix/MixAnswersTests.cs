using WorldModel.Evaluation.MediaMix;
using WorldModel.Schema;

namespace WorldModel.Evaluation.Tests.MediaMix;

public sealed class MixAnswersTests
{
    [Fact]
    public void Contributions_are_what_would_be_lost_and_the_interaction_is_what_they_leave()
    {
        var table = LawMix.Table(60, _ => 2, _ => 3);
        var answers = new MixAnswers(new LawMix(table, s => 100 + 5 * s[0] + s[1] + .5 * s[0] * s[1]), new(50, 60));
        // Ten weeks: a brings 5 x 2 + .5 x 6 = 13, b 3 + 3 = 6, both 16.
        Assert.Equal([130.0, 60], answers.Channels.Select(channel => Math.Round(channel.Contribution.Value, 9)));
        Assert.Equal(160, answers.Media.Value, 1e-9);
        Assert.Equal(-30, answers.Interaction.Value, 1e-9);
        Assert.Equal(130 / 1160.0, answers.Channels[0].Share.Value, 1e-12);
        Assert.Equal(130 / 20.0, answers.Channels[0].Roi!.Value.Value, 1e-9);
        Assert.Equal(1.0 + 1, answers.Channels[1].MarginalRoi!.Value.Value, 1e-6);
        Assert.Null(answers.Channels[0].Contribution.Low);
    }

    [Fact]
    public void Without_spend_there_is_no_return_rather_than_an_infinite_one()
    {
        var table = LawMix.Table(60, _ => 2, week => week < 50 ? 3 : 0);
        var answers = new MixAnswers(new LawMix(table, s => s[0] + s[1]), new(50, 60));
        Assert.Equal(0, answers.Channels[1].Contribution.Value);
        Assert.Null(answers.Channels[1].Roi);
        Assert.Null(answers.Channels[1].MarginalRoi);
        Assert.All(answers.Curve(1, .5, 2).Points, point => Assert.Null(point.Roi));
    }

    [Fact]
    public void Intervals_hold_nine_tenths_of_the_draws()
    {
        var table = LawMix.Table(60, _ => 1, _ => 1);
        Func<double[], double>[] draws =
            [.. Enumerable.Range(0, 101).Select(i => (Func<double[], double>)(s => i * s[0]))];
        var a = new MixAnswers(new LawMix(table, draws), new(50, 60)).Channels[0].Roi!.Value;
        Assert.Equal((50.0, 5, 95), (a.Value, Math.Round(a.Low!.Value, 9), Math.Round(a.High!.Value, 9)));
    }

    [Fact]
    public void Curves_say_where_they_leave_the_data()
    {
        var table = LawMix.Table(60, week => 1 + week % 2, _ => 1);
        var answers = new MixAnswers(new LawMix(table, s => Math.Sqrt(s[0])), WeekWindow.All(table));
        var curve = answers.Curve(0, 0, .5, 1, 1.3, 1.4);
        Assert.Equal([true, true, true, true, false], curve.Points.Select(point => point.Observed));
        Assert.Null(curve.Points[0].Roi);
        Assert.Equal(curve.Points[2].Outcome.Value * Math.Sqrt(.5), curve.Points[1].Outcome.Value, 1e-9);
    }

    [Fact]
    public void Money_moves_by_the_weeks_pattern()
    {
        var table = LawMix.Table(60, _ => 2, week => week % 2 == 0 ? 4 : 0);
        var answers = new MixAnswers(new LawMix(table, s => 3 * s[0] + s[1] * s[1]), new(50, 60));
        // Five weeks of 4 become 5, ten weeks of 2 become 1.5.
        Assert.Equal(5 * 9 - 10 * .5 * 3, answers.Shift(0, 1, 5).Gain.Value, 1e-9);
        Assert.True(answers.Shift(1, 0, 0).Observed);
        Assert.False(answers.Shift(0, 1, 5).Observed);
        Assert.Throws<InputException>(() => answers.Shift(1, 1, 5));
        Assert.Contains("amount: got '21'", Assert.Throws<InputException>(() => answers.Shift(0, 1, 21)).Message);
    }

    [Fact]
    public void A_window_that_is_not_there_is_refused() => Assert.Throws<InputException>(() =>
        new MixAnswers(new LawMix(LawMix.Table(60, _ => 2, _ => 2), s => s[0]), new(50, 61)));
}
