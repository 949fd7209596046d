using WorldModel.Schema;

namespace WorldModel.Allocation;

/// <summary>
/// The hull steps of all consumers in the one order in which any budget is spent: slope falling, then consumer id
/// (ordinal UTF-8), then treatment. The order depends on the options alone, not on how they are stored or split.
/// Memory: 36 bytes a step, and 34 an option and 32 a step more while it is made.
/// </summary>
public sealed class HullIncrements
{
    private readonly double[] _slope;
    private readonly int[] _consumer;
    private readonly int[] _from;
    private readonly int[] _option;
    private readonly long[] _spend;
    private readonly double[] _worth;

    private HullIncrements(int count)
    {
        _slope = GC.AllocateUninitializedArray<double>(count);
        _consumer = GC.AllocateUninitializedArray<int>(count);
        _from = GC.AllocateUninitializedArray<int>(count);
        _option = GC.AllocateUninitializedArray<int>(count);
        _spend = GC.AllocateUninitializedArray<long>(count + 1);
        _worth = GC.AllocateUninitializedArray<double>(count + 1);
        (_spend[0], _worth[0]) = (0, 0);
    }

    public int Count => _slope.Length;

    /// <summary>Value per unit of cost, falling; infinity for free gains.</summary>
    public ReadOnlySpan<double> Slope => _slope;

    /// <summary>Each step's consumer.</summary>
    public ReadOnlySpan<int> Consumer => _consumer;

    /// <summary>The option left behind (an index into the table), or -1.</summary>
    public ReadOnlySpan<int> From => _from;

    /// <summary>The option reached (an index into the table).</summary>
    public ReadOnlySpan<int> Option => _option;

    /// <summary>Cost in micros of the first so many steps (steps + 1 entries).</summary>
    internal ReadOnlySpan<long> Spend => _spend;

    /// <summary>Value of the first so many steps (steps + 1 entries).</summary>
    internal ReadOnlySpan<double> Worth => _worth;

    /// <summary>Builds and sorts the steps of a table, on all cores; the result is the same on any number.</summary>
    /// <exception cref="InputException">The costs do not add up below 9.2e12 units of currency.</exception>
    public static HullIncrements Of(OptionTable table)
    {
        var scattered = ScatteredSteps.Of(table);
        var sorted = new HullIncrements(scattered.Steps.Length);
        Parallel.For(0, scattered.Buckets, () => new StepSort(), (bucket, _, sort) =>
        {
            sorted.Write(table, scattered, bucket, sort);
            return sort;
        }, _ => { });
        return sorted;
    }

    private void Write(OptionTable table, ScatteredSteps scattered, int bucket, StepSort sort)
    {
        var to = scattered.First[bucket];
        var steps = scattered.Steps.AsSpan(to, scattered.First[bucket + 1] - to);
        var spend = scattered.SpendBefore[bucket];
        var worth = default(CompensatedSum);
        worth.Add(scattered.WorthBefore[bucket]);
        foreach (var place in sort.Order(steps, table))
        {
            ref readonly var step = ref steps[place];
            var start = table.Start[step.Consumer];
            _slope[to] = step.Slope;
            _consumer[to] = step.Consumer;
            _from[to] = step.From == RawStep.NoOption ? HullStep.Nothing : start + step.From;
            _option[to] = start + step.Option;
            spend += step.CostMicros;
            worth.Add(step.Value);
            _spend[++to] = spend;
            _worth[to] = worth.Value;
        }
    }
}
