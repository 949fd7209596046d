using WorldModel.Numerics;

namespace WorldModel.Allocation.Tests.Solvers;

/// <summary>
/// Ten thousand small knapsacks and a budget each, by kind in turn: ties, options in one line, zero and negative
/// values, zero costs, dominated treatments, one consumer, one treatment, all consumers alike; no budget, a corner of
/// the frontier, one beyond everything.
/// </summary>
internal static class HardInstances
{
    public static IEnumerable<(OptionTable Table, long BudgetMicros)> Make(ulong seed, int count)
    {
        var stream = new RandomStream(seed);
        for (var i = 0; i < count; i++)
        {
            var table = Table(stream, i);
            yield return (table, Budget(stream, i, table));
        }
    }

    private static OptionTable Table(RandomStream stream, int kind)
    {
        var consumers = kind % 7 == 0 ? 1 : 1 + stream.NextInt(6);
        var options = kind % 5 == 0 ? 1 : 1 + stream.NextInt(5);
        var builder = new OptionTableBuilder();
        for (var consumer = 0; consumer < consumers; consumer++)
        {
            for (var option = 0; option < options; option++)
            {
                var (value, cost) = Option(stream, kind % 6, option);
                builder.Add($"c{(consumer * 5 + 3) % 7}", $"t{option}", value, cost);
            }
        }

        return builder.Build();
    }

    private static (double Value, long CostMicros) Option(RandomStream stream, int kind, int option) => kind switch
    {
        0 => (stream.NextInt(6) - 2, stream.NextInt(5) * Micros.PerUnit),
        1 => (option + 1, (option + 1) * Micros.PerUnit),
        2 => (stream.NextInt(4), stream.NextInt(2) * Micros.PerUnit),
        3 => (3 - option, (1 + option) * Micros.PerUnit / 2),
        4 => (stream.NextInt(9999) / 1000.0 - 1, (1 + stream.NextInt(3000)) * 1000L),
        _ => (Math.Round(5 * stream.NextDouble() * Math.Sqrt(option + 1), 6), (option + 1) * 730_000L),
    };

    private static long Budget(RandomStream stream, int kind, OptionTable table)
    {
        var points = Frontier.Of(table).Points();
        return (kind % 8) switch
        {
            0 => 0,
            1 => 1000 * Micros.PerUnit,
            2 => points[stream.NextInt(points.Count)].BudgetMicros,
            _ => stream.NextInt(20) * Micros.PerUnit / 2,
        };
    }
}
