using FsCheck;
using FsCheck.Fluent;
using WorldModel.Schema;

namespace WorldModel.Allocation.Tests;

public sealed class FrontierTests
{
    private const double Tiny = 1e-9;

    [Fact]
    public void The_frontier_equals_brute_force_at_every_budget() => Check(instance =>
    {
        var table = instance.Table();
        var frontier = Frontier.Of(table);
        long[] budgets = [instance.BudgetMicros, .. frontier.Points().Select(point => point.BudgetMicros)];
        return budgets.All(budget => Near(NaiveKnapsack.Relaxed(table, budget), frontier.ValueAt(budget)));
    });

    [Fact]
    public void The_allocation_is_between_the_optimum_less_one_option_and_the_optimum() => Check(instance =>
    {
        var table = instance.Table();
        var plan = Frontier.Of(table).At(instance.BudgetMicros);
        var optimum = NaiveKnapsack.Optimum(table, instance.BudgetMicros);
        return plan.Value <= optimum + Tiny
            && optimum <= plan.Dual + Tiny
            && plan.Gap >= 0
            && plan.Gap <= plan.LargestOption() + Tiny;
    });

    [Fact]
    public void Spend_and_value_are_those_of_the_options_taken_and_within_the_budget() => Check(instance =>
    {
        var table = instance.Table();
        var plan = Frontier.Of(table).At(instance.BudgetMicros);
        var spend = 0L;
        var value = 0.0;
        for (var consumer = 0; consumer < table.Consumers.Count; consumer++)
        {
            var option = plan.Taken[consumer];
            if (option < 0) continue;
            Assert.InRange(option, table.Start[consumer], table.Start[consumer + 1] - 1);
            spend += table.CostMicros[option];
            value += table.Value[option];
        }

        return spend == plan.SpendMicros && Near(value, plan.Value)
            && spend <= instance.BudgetMicros && plan.Value >= 0;
    });

    [Fact]
    public void The_dual_bound_is_the_dual_function_at_the_shadow_price() => Check(instance =>
    {
        var table = instance.Table();
        var plan = Frontier.Of(table).At(instance.BudgetMicros);
        return Near(NaiveKnapsack.Dual(table, instance.BudgetMicros, plan.ShadowPrice), plan.Dual);
    });

    [Fact]
    public void Prices_fall_and_values_are_concave_along_the_points() => Check(instance =>
    {
        var points = Frontier.Of(instance.Table()).Points();
        for (var i = 1; i < points.Count; i++)
        {
            var slope = (points[i].Value - points[i - 1].Value)
                / Micros.ToDouble(points[i].BudgetMicros - points[i - 1].BudgetMicros);
            if (!(points[i].ShadowPrice < points[i - 1].ShadowPrice)) return false;
            if (Math.Abs(slope - points[i - 1].ShadowPrice) > 1e-6 * (1 + slope)) return false;
        }

        return points[0].BudgetMicros == 0 && points[^1].ShadowPrice == 0;
    });

    [Fact]
    public void The_order_of_rows_changes_nothing() => Check(instance =>
    {
        var plan = Frontier.Of(instance.Table()).At(instance.BudgetMicros);
        var other = Frontier.Of((instance with { Reversed = !instance.Reversed }).Table()).At(instance.BudgetMicros);
        return Decisions(plan).SequenceEqual(Decisions(other));
    });

    [Fact]
    public void A_thousand_identical_users_are_split_one_by_one()
    {
        var builder = new OptionTableBuilder();
        for (var user = 999; user >= 0; user--) builder.Add($"user {user:000}", "push", 1, Micros.PerUnit);
        var plan = Frontier.Of(builder.Build()).At(500 * Micros.PerUnit);

        Assert.Equal(500, plan.Value);
        Assert.Equal(500 * Micros.PerUnit, plan.SpendMicros);
        Assert.Equal(0, plan.Gap);
        Assert.Equal(1, plan.ShadowPrice);
        Assert.Equal(
            Enumerable.Range(0, 1000).Select(user => $"user {user:000}").OrderBy(ConsumerHash.Of).Take(500).Order(),
            Decisions(plan).Select(d => d.Consumer).Order());
    }

    [Fact]
    public void No_budget_takes_only_what_is_free()
    {
        var builder = new OptionTableBuilder();
        builder.Add("a", "letter", 2, 0);
        builder.Add("a", "call", 5, Micros.PerUnit);
        builder.Add("b", "call", 9, 1);
        var frontier = Frontier.Of(builder.Build());

        Assert.Equal(2, frontier.At(0).Value);
        Assert.Equal(0, frontier.At(0).SpendMicros);
        Assert.Equal(new FrontierPoint(0, 2, 9e6), frontier.Points()[0]);
        Assert.Equal(new FrontierPoint(Micros.PerUnit + 1, 14, 0), frontier.Points()[^1]);
    }

    [Fact]
    public void Where_nothing_is_worth_anything_nobody_is_treated()
    {
        var builder = new OptionTableBuilder();
        builder.Add("a", "push", -1, 0);
        builder.Add("b", "push", 0, 0);
        builder.Add("c", "push", -3, Micros.PerUnit);
        var frontier = Frontier.Of(builder.Build());
        var plan = frontier.At(Micros.Largest);

        Assert.Equal((0, 0L, 0, 0), (plan.Value, plan.SpendMicros, plan.Gap, plan.ShadowPrice));
        Assert.Equal([new FrontierPoint(0, 0, 0)], frontier.Points());
    }

    [Fact]
    public void What_is_left_goes_to_the_next_steps_that_fit()
    {
        var builder = new OptionTableBuilder();
        builder.Add("a", "call", 9, 3 * Micros.PerUnit);
        builder.Add("b", "call", 8, 4 * Micros.PerUnit);
        builder.Add("c", "push", 1, Micros.PerUnit);
        builder.Add("c", "call", 1.5, 3 * Micros.PerUnit);
        builder.Add("d", "push", .5, Micros.PerUnit);
        var plan = Frontier.Of(builder.Build()).At(6 * Micros.PerUnit);

        // a (3) fits, b (4) does not, c's push (1) does, its call (2 more) then not, d's push (1) does.
        Assert.Equal(["a call", "c push", "d push"], Decisions(plan).Select(d => $"{d.Consumer} {d.Treatment}"));
        Assert.Equal(10.5, plan.Value);
        Assert.Equal(5 * Micros.PerUnit, plan.SpendMicros);
        Assert.Equal(2, plan.Filled);
        Assert.Equal(9 + 3 * 2.0, plan.Dual);
    }

    [Fact]
    public void Few_points_of_a_long_frontier_are_points_of_it()
    {
        var builder = new OptionTableBuilder();
        for (var user = 1; user <= 500; user++) builder.Add($"user {user}", "push", user, Micros.PerUnit);
        var frontier = Frontier.Of(builder.Build());
        var few = frontier.Points(11);

        Assert.Equal(11, few.Count);
        Assert.Subset(frontier.Points().ToHashSet(), few.ToHashSet());
        Assert.Equal((frontier.Points()[0], frontier.Points()[^1]), (few[0], few[^1]));
    }

    private static IEnumerable<(string Consumer, string? Treatment)> Decisions(AllocationPlan plan) =>
        Enumerable.Range(0, plan.Table.Consumers.Count)
            .Where(consumer => plan.Taken[consumer] >= 0)
            .Select(consumer => (plan.Table.Consumers[consumer], plan.TreatmentOf(consumer)))
            .Order();

    private static void Check(Func<SmallInstance, bool> property) =>
        Prop.ForAll(SmallInstances.Arbitrary(), property).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    private static bool Near(double a, double b) => Math.Abs(a - b) <= Tiny * (1 + Math.Abs(a));
}
