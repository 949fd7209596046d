using WorldModel.Allocation;
using WorldModel.Numerics;

namespace WorldModel.Bench.Allocating;

/// <summary>Consumers with five options of rising cost and value that grows slower than it; few are
/// dominated.</summary>
internal static class AllocationWork
{
    public const int Options = 5;
    private static readonly string[] Treatments = ["a", "b", "c", "d", "e"];

    public static OptionTable Table(int consumers, ulong seed)
    {
        var stream = new RandomStream(seed);
        var values = new double[consumers * Options];
        var costs = new long[consumers * Options];
        for (var consumer = 0; consumer < consumers; consumer++)
        {
            var (scale, cost) = (stream.NextDouble(), 0.0);
            for (var option = 0; option < Options; option++)
            {
                var at = consumer * Options + option;
                cost += stream.NextDouble();
                values[at] = Math.Round(5 * scale * Math.Sqrt(cost) + .5 * stream.NextDouble(), 9);
                costs[at] = (long)(cost * Micros.PerUnit);
            }
        }

        return OptionTable.Dense(consumers, Treatments, values, costs);
    }
}
