using System.Globalization;
using WorldModel.Allocation;
using WorldModel.Grains.Hosting;
using WorldModel.Grains.Interfaces;
using WorldModel.Grains.Money;
using WorldModel.Grains.Tests.Fixtures;
using WorldModel.Grains.Tests.Host;
using WorldModel.Numerics;
using WorldModel.Schema;

namespace WorldModel.Grains.Tests;

/// <summary>
/// What an allocation sends: rounds of prices to every shard, then at most the increments of the last bracket, however
/// many consumers there are. WORLDMODEL_CONSUMERS sets how many (20,000 unless given); what was counted is printed.
/// </summary>
public sealed class PriceTrafficTests(ITestOutputHelper output)
{
    // A mark, the option left, cost and value; and a price asked with three sums in answer.
    private const int BytesOfIncrement = 48;
    private const int BytesOfPrice = 32;
    private const ulong Seed = 1;
    private static readonly string[] Names = ["a", "b", "c", "d", "e"];

    [Fact]
    public void One_answer_over_1_64_and_256_shards_for_a_traffic_that_consumers_do_not_add_to()
    {
        var given = Environment.GetEnvironmentVariable("WORLDMODEL_CONSUMERS");
        var count = given is null ? 20_000 : int.Parse(given, CultureInfo.InvariantCulture);
        var consumers = Consumers(count);
        var plan = Plan(consumers);
        AllocationReply? first = null;
        foreach (var shards in new[] { 1, 64, 256 })
        {
            var limits = Worlds.Make().Limits with { PricesPerRound = 64 };
            var reply = Search(consumers, shards, limits, plan.BudgetMicros);
            output.WriteLine($"seed {Seed}, {count:N0} x {Names.Length}, {shards} shards: {reply.Rounds} rounds, "
                + $"{reply.Messages:N0} messages, {reply.Bytes:N0} bytes, "
                + $"{reply.Bytes * 1e6 / count:N0} bytes a million consumers");
            first ??= reply;
            Assert.Equal((first.Cut, first.ShadowPrice, first.SpendMicros, first.ValueMicros, first.DualMicros),
                (reply.Cut, reply.ShadowPrice, reply.SpendMicros, reply.ValueMicros, reply.DualMicros));
            Assert.Equal(first.Filled, reply.Filled);
            var most = (limits.IncrementsFetched + shards * limits.FillItems * 4L) * BytesOfIncrement
                + (long)shards * reply.Rounds * (limits.PricesPerRound + 2) * BytesOfPrice + shards * 1000L;
            Assert.InRange(reply.Bytes, 1, most);
            Assert.InRange(reply.Messages, 1, 2L * shards * (reply.Rounds + 6) + 2 * count / limits.PageItems * 5);
        }

        // Slopes of units and of micros differ in their last bit.
        Assert.Equal(plan.SpendMicros, first!.SpendMicros);
        Assert.Equal(plan.ShadowPrice, first.ShadowPrice, 1e-12);
        Assert.Equal(plan.Value, Micros.ToDouble(first.ValueMicros), 1e-6 * plan.Value);
    }

    private static (string Id, long[] Values)[] Consumers(int count)
    {
        var stream = new RandomStream(Seed);
        return
        [
            .. Enumerable.Range(0, count).Select(i =>
            {
                var scale = stream.NextDouble();
                return ($"c{i}", Names.Select((_, option) => (long)(Micros.PerUnit
                    * (4 * scale * Math.Sqrt(option + 1) + .5 * stream.NextDouble()))).ToArray());
            }),
        ];
    }

    private static AllocationPlan Plan((string Id, long[] Values)[] consumers)
    {
        var values = consumers.SelectMany(c => c.Values.Select(value => (double)value / Micros.PerUnit)).ToArray();
        var costs = consumers.SelectMany(_ => Names.Select((_, option) => (option + 1) * Micros.PerUnit)).ToArray();
        return OneBudget.At(OptionTable.Dense(consumers.Length, Names, values, costs),
            consumers.Length * Micros.PerUnit);
    }

    private static AllocationReply Search(
        (string Id, long[] Values)[] consumers, int shards, GrainLimits limits, long budget)
    {
        var push = new[] { new ActionSetting("push", "1") };
        var spec = Worlds.Spec() with
        {
            Treatments = [.. Names.Select((name, t) => new TreatmentSpec(name, push, t + 1, null))],
        };
        var schema = Worlds.Make().Schema;
        var parts = consumers.ToLookup(c => ConsumerHash.Shard(ConsumerHash.Of(c.Id), shards));
        var all = Enumerable.Range(0, shards).Select(
            shard => new OptionShard(schema, spec, limits, [.. parts[shard]])).ToArray();
        return OneTurn.Ask(new PriceSearch(new PricedShards(new OptionGrains(all), ["spring"]), limits, budget).Run);
    }
}
