using WorldModel.Models.MediaMix;
using WorldModel.Schema.Media;

namespace WorldModel.Models.Tests.MediaMix;

/// <summary>Contributions by switching a channel off in all weeks, the plain way.</summary>
internal static class MixMeasures
{
    public static double Contribution(IFittedMix mix, int channel, int draw) =>
        Total(mix, mix.Fitted, draw) - Total(mix, Without(mix.Fitted, channel), draw);

    public static double Contribution(IFittedMix mix, int channel) =>
        Enumerable.Range(0, mix.Draws).Average(draw => Contribution(mix, channel, draw));

    /// <summary>Sum of absolute errors of channels' contributions over the true sum.</summary>
    public static double Error(IFittedMix mix, IFittedMix truth)
    {
        var channels = Enumerable.Range(0, mix.Fitted.Channels.Length).ToArray();
        return channels.Sum(c => Math.Abs(Contribution(mix, c) - Contribution(truth, c)))
            / channels.Sum(c => Contribution(truth, c));
    }

    public static double Total(IFittedMix mix, WeeklyTable plan, int draw)
    {
        var outcome = new double[plan.Rows];
        mix.Predict(plan, draw, outcome);
        return outcome.Sum();
    }

    public static WeeklyTable Without(WeeklyTable table, int channel) => table.WithSpend(
        [.. table.Spend.Select((amount, i) => i % table.Channels.Length == channel ? 0 : amount)]);
}
