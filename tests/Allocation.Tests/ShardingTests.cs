using FsCheck;
using FsCheck.Fluent;

namespace WorldModel.Allocation.Tests;

/// <summary>
/// However consumers are split, steps merged from the parts in the one order and taken by the one rule give the same
/// decisions: the rule written down again, step by step.
/// </summary>
public sealed class ShardingTests
{
    [Fact]
    public void Splitting_consumers_into_shards_changes_no_decision() =>
        Prop.ForAll(SmallInstances.Arbitrary(), Gen.Choose(1, 4).ToArbitrary(), (instance, shards) =>
        {
            var steps = Enumerable.Range(0, shards)
                .SelectMany(shard => Steps(instance, shard, shards))
                .OrderByDescending(step => step.Slope)
                .ThenBy(step => step.Consumer, ConsumerOrder.Instance)
                .ThenBy(step => step.Treatment, StringComparer.Ordinal)
                .ToArray();
            var plan = Frontier.Of(instance.Table()).At(instance.BudgetMicros);
            var whole = Enumerable.Range(0, plan.Table.Consumers.Count)
                .Where(consumer => plan.Taken[consumer] >= 0)
                .ToDictionary(consumer => plan.Table.Consumers[consumer], consumer => plan.TreatmentOf(consumer)!);
            return Text(Take(steps, instance.BudgetMicros)).SequenceEqual(Text(whole));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public void Many_consumers_in_many_blocks_give_the_steps_of_each_by_itself()
    {
        const int Consumers = 40_000;
        var ids = Enumerable.Range(0, Consumers).Select(i => $"c{i * 7919L % Consumers}").ToArray();
        var values = Enumerable.Range(0, 2 * Consumers).Select(i => (double)(i * 31L % 97)).ToArray();
        var costs = Enumerable.Range(0, 2 * Consumers).Select(i => i * 17L % 89 * 1000).ToArray();
        var increments = HullIncrements.Of(OptionTable.Dense(ids, ["a", "b"], values, costs));

        var expected = new List<(double Slope, string Id, int Option)>();
        var steps = new HullStep[2];
        for (var i = 0; i < Consumers; i++)
        {
            var count = ConsumerHull.Build(values.AsSpan(2 * i, 2), costs.AsSpan(2 * i, 2), steps);
            expected.AddRange(steps.Take(count).Select(step => (step.Slope, ids[i], 2 * i + step.Option)));
        }

        Assert.Equal(
            expected.OrderByDescending(step => step.Slope).ThenBy(step => step.Id, ConsumerOrder.Instance),
            Enumerable.Range(0, increments.Count).Select(
                i => (increments.Slope[i], ids[increments.Consumer[i]], increments.Option[i])));
    }

    private static IEnumerable<Step> Steps(SmallInstance instance, int shard, int shards)
    {
        var builder = new OptionTableBuilder();
        for (var consumer = shard; consumer < instance.Options.Length; consumer += shards)
        {
            for (var option = 0; option < instance.Options[consumer].Length; option++)
            {
                var (value, cost) = instance.Options[consumer][option];
                builder.Add($"consumer {consumer}", $"treatment {option}", value, cost);
            }
        }

        var table = builder.Build();
        var steps = HullIncrements.Of(table);
        return Enumerable.Range(0, steps.Count).Select(i => new Step(
            steps.Slope[i], table.Consumers[steps.Consumer[i]], Name(table, steps.From[i]),
            Name(table, steps.Option[i])!, Cost(table, steps.Option[i]) - Cost(table, steps.From[i]))).ToArray();
    }

    private static Dictionary<string, string> Take(Step[] steps, long budget)
    {
        var taken = new Dictionary<string, string>();
        var filling = false;
        foreach (var step in steps)
        {
            taken.TryGetValue(step.Consumer, out var at);
            var fits = step.CostMicros <= budget;
            filling |= !fits;
            if (!fits || (filling && at != step.From)) continue;
            taken[step.Consumer] = step.Treatment;
            budget -= step.CostMicros;
        }

        return taken;
    }

    private static IEnumerable<string> Text(Dictionary<string, string> taken) =>
        taken.Select(pair => $"{pair.Key}: {pair.Value}").Order(StringComparer.Ordinal);

    private static string? Name(OptionTable table, int option) =>
        option < 0 ? null : table.Treatments[table.Treatment[option]];

    private static long Cost(OptionTable table, int option) => option < 0 ? 0 : table.CostMicros[option];

    private sealed record Step(double Slope, string Consumer, string? From, string Treatment, long CostMicros);
}
