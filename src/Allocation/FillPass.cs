namespace WorldModel.Allocation;

/// <summary>
/// The steps below a price that may still fit what is left of a budget, of consumers none of whose steps was passed
/// over.
/// </summary>
internal static class FillPass
{
    private const int Block = 8192;

    public static RawStep[] Of(OptionTable table, int[] taken, double below, long left)
    {
        var consumers = taken.Length;
        var blocks = new List<RawStep>[(consumers + Block - 1) / Block];
        Parallel.For(0, blocks.Length, block =>
        {
            var found = blocks[block] = [];
            var steps = new HullStep[table.Widest];
            for (var consumer = block * Block; consumer < Math.Min((block + 1) * Block, consumers); consumer++)
                Add(table, consumer, taken[consumer] - table.Start[consumer], below, left, steps, found);
        });
        return [.. blocks.SelectMany(block => block)];
    }

    private static void Add(
        OptionTable table, int consumer, int at, double below, long left, HullStep[] room, List<RawStep> found)
    {
        var values = table.ValuesOf(consumer);
        var costs = table.CostsOf(consumer);
        if (!MayStep(values, costs, at, left)) return;
        var steps = table.Hull(consumer, room);
        var next = 0;
        while (next < steps.Length && steps[next].From != Math.Max(at, HullStep.Nothing)) next++;
        if (next < steps.Length && steps[next].Slope >= below) return;
        for (; next < steps.Length; next++)
        {
            var step = RawStep.Of(steps[next], consumer, values, costs);
            if (step.CostMicros > left) return;
            found.Add(step);
        }
    }

    /// <summary>Spares nearly everybody a hull: is there anything better within reach?</summary>
    private static bool MayStep(ReadOnlySpan<double> values, ReadOnlySpan<long> costs, int at, long left)
    {
        var (value, cost) = at < 0 ? (0, 0) : (values[at], costs[at]);
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] > value && costs[i] >= cost && costs[i] - cost <= left) return true;
        }

        return false;
    }
}
