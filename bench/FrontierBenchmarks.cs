using BenchmarkDotNet.Attributes;
using WorldModel.Allocation;
using WorldModel.Numerics;

namespace WorldModel.Bench;

/// <summary>Every budget at once for a million consumers with five options each, and one allocation from it.</summary>
[MemoryDiagnoser]
public class FrontierBenchmarks
{
    private const int Consumers = 1_000_000;
    private const int Options = 5;
    private OptionTable _table = null!;
    private Frontier _frontier = null!;

    /// <summary>Whether all consumers are alike: two steps each, a million ties.</summary>
    [Params(false, true)]
    public bool Alike { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        var stream = new RandomStream(1);
        var ids = new string[Consumers];
        var values = new double[Consumers * Options];
        var costs = new long[Consumers * Options];
        for (var consumer = 0; consumer < Consumers; consumer++)
        {
            ids[consumer] = $"c{stream.NextUInt()}-{consumer}";
            var (scale, cost) = (stream.NextDouble(), 0.0);
            for (var option = 0; option < Options; option++)
            {
                var at = consumer * Options + option;
                cost += stream.NextDouble();
                values[at] = Alike ? 1 + .5 * option : 5 * scale * Math.Sqrt(cost) + .5 * stream.NextDouble();
                costs[at] = Alike ? (option + 1) * Micros.PerUnit : (long)(cost * Micros.PerUnit);
            }
        }

        _table = OptionTable.Dense(ids, ["a", "b", "c", "d", "e"], values, costs);
        _frontier = Frontier.Of(_table);
    }

    [Benchmark]
    public Frontier EveryBudget() => Frontier.Of(_table);

    /// <summary>A plan from a frontier that is there.</summary>
    [Benchmark]
    public AllocationPlan PlanAtABudget() => _frontier.At(_frontier.LargestSpendMicros / 3);

    /// <summary>The same plan without a frontier.</summary>
    [Benchmark]
    public AllocationPlan OneBudgetAlone() => OneBudget.At(_table, _frontier.LargestSpendMicros / 3);
}
