using WorldModel.Schema;
using WorldModel.Schema.Media;

namespace WorldModel.Evaluation.MediaMix;

/// <summary>How much a channel may get in a window.</summary>
/// <param name="Low">Least money.</param>
/// <param name="High">Most money.</param>
public readonly record struct BudgetBounds(double Low, double High)
{
    /// <summary>
    /// Multiples of what was spent, and never more than fits into weeks no larger than the largest observed.
    /// </summary>
    public static BudgetBounds[] Around(WeeklyTable table, WeekWindow window, double least = .5, double most = 1.5)
    {
        if (!(least >= 0 && least <= 1 && most >= 1))
            throw new InputException("bounds", $"{least} to {most}", "multiples around 1");
        return [.. Enumerable.Range(0, table.Channels.Length).Select(channel =>
        {
            var spend = table.TotalSpend(channel, window.From, window.To);
            return new BudgetBounds(
                least * spend, Math.Max(spend, Math.Min(most * spend, SpendPlan.Most(table, channel, window))));
        })];
    }
}
