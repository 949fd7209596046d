using FsCheck;
using FsCheck.Fluent;
using WorldModel.Numerics;

namespace WorldModel.Allocation.Tests;

/// <summary>One budget by selection against the same budget on the whole frontier: the same decisions.</summary>
public sealed class OneBudgetTests
{
    [Fact]
    public void Selection_decides_as_the_frontier_does_on_small_instances() =>
        Prop.ForAll(SmallInstances.Arbitrary(), instance =>
        {
            var table = instance.Table();
            Same(Frontier.Of(table).At(instance.BudgetMicros), OneBudget.Select(table, instance.BudgetMicros));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public void Selection_decides_as_the_frontier_does_on_large_tables_at_every_budget(ulong seed, bool coarse)
    {
        var table = Table(new RandomStream(seed), 30_000, coarse);
        var frontier = Frontier.Of(table);
        var filled = 0;
        for (var i = 0; i <= 12; i++)
        {
            var budget = (long)(frontier.LargestSpendMicros * (i / 11.0));
            var plan = OneBudget.Select(table, budget);
            Same(frontier.At(budget), plan);
            filled += plan.Filled;
        }

        Assert.True(filled > 0, $"seed {seed}: no budget left anything to fill");
    }

    [Fact]
    public void A_sample_that_misleads_costs_a_second_pass_and_no_wrong_answer()
    {
        // The sample's step divides 25, so that it sees cheap trifles only.
        const int Consumers = 50_000;
        var values = new double[Consumers];
        var costs = new long[Consumers];
        for (var i = 0; i < Consumers; i++)
        {
            values[i] = i % 25 == 0 ? 1e-3 : 1 + i % 7;
            costs[i] = i % 25 == 0 ? 1 : 1000 + i % 11;
        }

        var table = OptionTable.Dense(Consumers, ["push"], values, costs);
        foreach (var budget in new[] { 0, 1, 999, 1_000_000, 30_000_000, 1_000_000_000L })
            Same(Frontier.Of(table).At(budget), OneBudget.Select(table, budget));
    }

    private static OptionTable Table(RandomStream stream, int consumers, bool coarse)
    {
        var values = new double[consumers * 4];
        var costs = new long[consumers * 4];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = coarse ? stream.NextInt(9) - 2 : stream.NextDouble() * 3 - .3;
            costs[i] = coarse ? stream.NextInt(6) * 700_000L : (long)(stream.NextDouble() * 1e6);
        }

        return OptionTable.Dense(
            [.. Enumerable.Range(0, consumers).Select(i => $"c{i * 7919L % consumers}")], ["a", "b", "c", "d"], values,
            costs);
    }

    private static void Same(AllocationPlan expected, AllocationPlan found)
    {
        Assert.Equal(expected.Taken, found.Taken);
        Assert.Equal((expected.SpendMicros, expected.Filled), (found.SpendMicros, found.Filled));
        Assert.Equal(expected.ShadowPrice, found.ShadowPrice);
        Assert.Equal(expected.Value, found.Value, 1e-9 * (1 + expected.Value));
        Assert.Equal(expected.Dual, found.Dual, 1e-9 * (1 + expected.Dual));
    }
}
