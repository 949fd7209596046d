using WorldModel.Models.MediaMix;
using WorldModel.Schema.Media;

namespace WorldModel.Evaluation.Tests.MediaMix;

/// <summary>A mix whose law is written down: the outcome of a week from its spend, for each draw.</summary>
internal sealed class LawMix(WeeklyTable table, params Func<double[], double>[] draws) : IFittedMix
{
    public string Model => "law";

    public WeeklyTable Fitted => table;

    public int Draws => draws.Length;

    public double? Convergence { get; init; }

    public void Predict(WeeklyTable plan, int draw, Span<double> outcome)
    {
        var channels = plan.Channels.Length;
        for (var row = 0; row < plan.Rows; row++)
            outcome[row] = draws[draw](plan.Spend[(row * channels)..((row + 1) * channels)]);
    }

    /// <summary>A national table of two channels; outcomes are 0.</summary>
    public static WeeklyTable Table(int weeks, Func<int, double> a, Func<int, double> b)
    {
        var table = new WeeklyTable("sales", ["a", "b"], [], [""], new DateOnly(2024, 1, 1), weeks);
        for (var week = 0; week < weeks; week++)
            (table.Spend[2 * week], table.Spend[2 * week + 1]) = (a(week), b(week));
        return table;
    }
}
