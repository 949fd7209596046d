using WorldModel.Numerics;

namespace WorldModel.Allocation.Tests;

/// <summary>Alone: what is counted is counted for the whole process.</summary>
[CollectionDefinition(nameof(MemoryTests), DisableParallelization = true)]
[Collection(nameof(MemoryTests))]
public sealed class MemoryTests
{
    [Fact]
    public void What_is_allocated_is_what_the_increments_take_and_nothing_in_the_loops()
    {
        const int Consumers = 200_000;
        var stream = new RandomStream(3);
        var values = new double[Consumers * 4];
        var costs = new long[Consumers * 4];
        for (var i = 0; i < values.Length; i++)
            (values[i], costs[i]) = (stream.NextDouble() * 3 - .3, (long)(stream.NextDouble() * 1e6));
        var table = OptionTable.Dense(Consumers, ["a", "b", "c", "d"], values, costs);
        var budget = Frontier.Of(table).LargestSpendMicros / 3;
        var (frontier, allBytes) = Allocated(() => Frontier.Of(table));
        var (_, oneBytes) = Allocated(() => OneBudget.At(table, budget));

        // Kept 36 and scattered 32 a step; raw 34 an option; sorting holds one bucket at a time.
        var steps = (double)frontier.Increments.Count;
        Assert.InRange(allBytes / steps, 36, 36 + 32 + 34 * table.Count / steps + 16);
        Assert.InRange((double)oneBytes / Consumers, 4, 60);
    }

    private static (T Made, long Bytes) Allocated<T>(Func<T> make)
    {
        make();
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var made = make();
        return (made, GC.GetTotalAllocatedBytes(precise: true) - before);
    }
}
