using WorldModel.Allocation;
using WorldModel.Grains.Interfaces;
using WorldModel.Grains.Money;
using WorldModel.Grains.Tests.Fixtures;
using WorldModel.Grains.Tests.Host;
using WorldModel.Numerics;
using WorldModel.Schema;

namespace WorldModel.Grains.Tests;

/// <summary>The allocator's search over shards against the frontier that sees all options at once.</summary>
public sealed class PriceSearchTests
{
    private static readonly string[] Names = ["a", "b", "c", "d"];

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(64)]
    [InlineData(256)]
    public void Shards_find_the_frontiers_allocation_with_ties_and_free_options(int shards)
    {
        var filled = 0;
        for (var seed = 0UL; seed < 120; seed++)
        {
            var random = new RandomStream(seed, 2);
            var costs = Names.Select(_ => (long)random.NextInt(12)).ToArray();
            var consumers = Enumerable.Range(0, 1 + random.NextInt(40))
                .Select(i => ($"c{i}", Names.Select(_ => (long)(random.NextInt(15) - 2)).ToArray())).ToArray();
            var budget = random.NextInt(80) * Micros.PerUnit;

            var plan = Agree(shards, consumers, costs, budget);
            filled += plan.Filled;
        }

        Assert.True(filled > 20, $"only {filled} steps were filled behind a cut");
    }

    [Fact]
    public void A_step_that_does_not_fit_keeps_its_consumers_later_steps_out()
    {
        (string, long[])[] consumers =
            [("z", [1000, -1, -1, -1]), ("x", [-1, 16, -1, -1]), ("y", [-1, -1, 21, 27])];
        var plan = Agree(1, consumers, [100, 2, 3, 4], 4 * Micros.PerUnit);
        Assert.Equal((2 * Micros.PerUnit, 1), (plan.SpendMicros, plan.Filled));
    }

    [Fact]
    public void Ten_thousand_steps_behind_a_cut_are_filled_whatever_the_shards_and_written_down_in_a_few_bands()
    {
        // One step is too dear for what is left, which then pays for thousands of trifles, some dear, some cheap.
        const int Trifles = 14_000;
        long[] costs = [20_000, 1, 3, 4_000];
        (string, long[])[] consumers =
        [
            ("dear", [900_000, -1, -1, -1]), ("first", [-1, -1, -1, 400_000]),
            .. Enumerable.Range(0, Trifles).Select(i => ($"c{i * 7919 % Trifles:00000}", i % 3 == 0
                ? new long[] { -1, 1, 4 - i % 2, -1 } : [-1, 1 + i % 5, -1, i % 1000 == 1 ? 4_001 + i % 7 : -1])),
        ];
        var replies = new List<AllocationReply>();
        foreach (var shards in new[] { 1, 64, 256 })
        {
            var (plan, reply) = Compare(shards, consumers, costs, 19_990 * Micros.PerUnit, page: 4096);
            Assert.True(plan.Filled > 5_000, $"{plan.Filled} filled");
            Assert.InRange(reply.Filled.Length, 1, 60);
            replies.Add(reply);
        }

        Assert.All(replies, reply => Assert.Equal(
            (replies[0].Cut, replies[0].SpendMicros, replies[0].ValueMicros, replies[0].DualMicros),
            (reply.Cut, reply.SpendMicros, reply.ValueMicros, reply.DualMicros)));
        Assert.All(replies, reply => Assert.Equal(replies[0].Filled, reply.Filled));
    }

    /// <summary>Holds the shards' allocation to the frontier's.</summary>
    private static AllocationPlan Agree(
        int shards, (string, long[])[] consumers, long[] costs, long budget) =>
        (Compare(shards, consumers, costs, budget, page: 1)).Plan;

    private static (AllocationPlan Plan, AllocationReply Reply) Compare(
        int shards, (string, long[])[] consumers, long[] costs, long budget, int page)
    {
        var plan = Frontier.Of(Table(consumers, costs)).At(budget);
        var (reply, taken) = Search(shards, consumers, costs, budget, page);
        Assert.Null(reply.Problem);
        Assert.Equal(plan.SpendMicros, reply.SpendMicros);
        Assert.Equal(plan.Value, Micros.ToDouble(reply.ValueMicros), 9);
        Assert.Equal(plan.Dual, Micros.ToDouble(reply.DualMicros), 5);
        Assert.Equal(plan.ShadowPrice, reply.ShadowPrice);
        for (var i = 0; i < plan.Table.Consumers.Count; i++)
            Assert.Equal(plan.TreatmentOf(i), taken[plan.Table.Consumers[i]]);
        Assert.True(reply.Messages > 0 && reply.Bytes > 0);
        return (plan, reply);
    }

    private static OptionTable Table((string Id, long[] Values)[] consumers, long[] costs)
    {
        var builder = new OptionTableBuilder();
        foreach (var (id, values) in consumers)
        {
            for (var t = 0; t < Names.Length; t++)
                builder.Add(id, Names[t], values[t], costs[t] * Micros.PerUnit);
        }

        return builder.Build();
    }

    private static (AllocationReply Reply, Dictionary<string, string?> Taken) Search(
        int shards, (string Id, long[] Values)[] consumers, long[] costs, long budget, int page)
    {
        var world = Worlds.Make();
        var limits = world.Limits with { FillItems = page };
        var push = new[] { new ActionSetting("push", "1") };
        var spec = Worlds.Spec() with
        {
            Treatments = [.. Names.Select((name, t) => new TreatmentSpec(name, push, costs[t], null))],
        };
        var all = Enumerable.Range(0, shards).Select(shard => new OptionShard(world.Schema, spec, limits,
        [
            .. consumers.Where(c => ConsumerHash.Shard(ConsumerHash.Of(c.Id), shards) == shard)
                .Select(c => (c.Id, c.Values.Select(value => value * Micros.PerUnit).ToArray())),
        ])).ToArray();
        var search = new PriceSearch(new PricedShards(new OptionGrains(all), ["spring"]), limits, budget);
        var reply = OneTurn.Ask(search.Run);
        return (reply, all.SelectMany(shard => shard.Decide(reply)).ToDictionary(
            pair => pair.Consumer, pair => pair.Option < 0 ? null : Names[pair.Option]));
    }
}
