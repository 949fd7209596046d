using WorldModel.Evaluation.MediaMix;
using WorldModel.Schema;
using WorldModel.Schema.Media;
using WorldModel.Simulation.Media;

namespace WorldModel.Evaluation.Tests.MediaMix;

public sealed class BudgetOptimiserTests
{
    [Fact]
    public void Concave_returns_are_equalised()
    {
        var table = LawMix.Table(60, week => 1 + week % 3, week => 1 + week % 3);
        var mix = new LawMix(table, s => 3 * Math.Sqrt(s[0]) + Math.Sqrt(s[1]));
        var window = WeekWindow.Last(table, 30);
        var plan = BudgetOptimiser.Optimise(mix, window, BudgetBounds.Around(table, window, .1, 1.9));
        // 3 / sqrt(a) = 1 / sqrt(b) would put 9/10 of the money on a; no week may be above 3, and the plan is scaled.
        Assert.Equal(plan.Current.Sum(), plan.Planned.Sum(), 1e-6);
        Assert.True(plan.Gain.Value > 0);
        Assert.Equal(1, plan.GainLikely);
        var best = Grid(mix, table, window, plan.Bounds, plan.Current.Sum());
        Assert.InRange(plan.Gain.Value, .995 * best, 1.0001 * best);
    }

    [Fact]
    public void The_foot_of_an_s_is_passed()
    {
        // Channel b does nothing until 1.3 times what is spent now: no small step gains.
        var table = LawMix.Table(60, week => week == 0 ? 3 : 1, week => week == 0 ? 3 : 1);
        var mix = new LawMix(table, s => .1 * s[0] + (s[1] > 1.3 ? 5 : 0));
        var window = WeekWindow.Last(table, 30);
        var plan = BudgetOptimiser.Optimise(mix, window, BudgetBounds.Around(table, window, .5, 1.5));
        Assert.True(plan.Gain.Value > 100);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Plans_keep_budget_bounds_and_observed_weeks_and_are_never_worse(ulong seed)
    {
        var market = MediaMarket.Draw(new MediaMarketOptions((MediaFamily)(seed % 4), seed));
        var window = WeekWindow.Last(market.Table, 52);
        var plan = BudgetOptimiser.Optimise(market.Truth, window, BudgetBounds.Around(market.Table, window));
        Assert.True(plan.Gain.Value >= 0);
        Assert.Equal(1, plan.Planned.Sum() / plan.Current.Sum(), 1e-6);
        var spent = SpendPlan.WithBudgets(market.Table, plan.Planned, window);
        for (var channel = 0; channel < 5; channel++)
        {
            var (planned, bounds) = (plan.Planned[channel], plan.Bounds[channel]);
            Assert.InRange(planned, bounds.Low * .999999, bounds.High * 1.000001);
            Assert.Equal(
                planned, spent.TotalSpend(channel, window.From, window.To), 1e-6 * plan.Current.Sum());
            Assert.True(Largest(spent, channel) <= Largest(market.Table, channel));
        }
    }

    [Fact]
    public void Where_nothing_is_better_the_current_plan_stays()
    {
        var table = LawMix.Table(60, _ => 2, _ => 2);
        var window = WeekWindow.All(table);
        var mix = new LawMix(table, s => -Math.Pow(s[0] - 2, 2) - Math.Pow(s[1] - 2, 2));
        var plan = BudgetOptimiser.Optimise(mix, window, BudgetBounds.Around(table, window));
        Assert.Equal(plan.Current, plan.Planned);
        Assert.Equal(0, plan.Gain.Value);
    }

    [Fact]
    public void Bounds_must_hold_what_is_spent_now()
    {
        var table = LawMix.Table(60, _ => 2, _ => 2);
        var window = WeekWindow.All(table);
        Assert.Throws<InputException>(() => BudgetBounds.Around(table, window, 1.2, 2));
        Assert.Throws<InputException>(() => BudgetOptimiser.Optimise(
            new LawMix(table, s => s[0]), window, [new BudgetBounds(0, 10), new BudgetBounds(0, 1000)]));
    }

    private static double Largest(WeeklyTable table, int channel) => Enumerable.Range(0, table.Rows)
        .Max(row => table.Spend[row * table.Channels.Length + channel]);

    /// <summary>The largest gain over 400 splits of two channels.</summary>
    private static double Grid(
        LawMix mix, WeeklyTable table, WeekWindow window, BudgetBounds[] bounds, double budget) =>
        Enumerable.Range(0, 401).Max(i =>
        {
            var a = bounds[0].Low + (bounds[0].High - bounds[0].Low) * i / 400;
            var b = budget - a;
            if (b < bounds[1].Low || b > bounds[1].High) return 0;
            var totals = PlanTotals.Of(mix, [table, SpendPlan.WithBudgets(table, [a, b], window)], window.From);
            return totals[1][0] - totals[0][0];
        });
}
