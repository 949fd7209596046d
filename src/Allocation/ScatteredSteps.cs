using WorldModel.Schema;

namespace WorldModel.Allocation;

/// <summary>
/// All consumers' steps put into <see cref="SlopeBuckets"/>, and what the buckets before each cost and are worth.
/// Blocks of consumers are worked on apart and put down side by side, so that the result is the same on any number of
/// cores.
/// </summary>
internal sealed class ScatteredSteps
{
    private const int LeastBlock = 4096;
    private const int MostBlocks = 256;

    private ScatteredSteps(int buckets)
    {
        First = new int[buckets + 1];
        SpendBefore = new long[buckets];
        WorthBefore = new double[buckets];
        Steps = [];
    }

    public int Buckets => SpendBefore.Length;

    /// <summary>The steps, bucket by bucket; inside a bucket in no order that matters.</summary>
    public RawStep[] Steps { get; private set; }

    /// <summary>Where a bucket starts (buckets + 1 entries).</summary>
    public int[] First { get; }

    public long[] SpendBefore { get; }

    public double[] WorthBefore { get; }

    public static ScatteredSteps Of(OptionTable table)
    {
        var buckets = SlopeBuckets.Of(table);
        var consumers = table.Start.Length - 1;
        var size = Math.Max(LeastBlock, (consumers + MostBlocks - 1) / MostBlocks);
        var blocks = new StepBlock[(consumers + size - 1) / size];
        var raw = GC.AllocateUninitializedArray<RawStep>(table.Count);
        var bucketOf = GC.AllocateUninitializedArray<ushort>(table.Count);
        Parallel.For(0, blocks.Length, block =>
        {
            var first = block * size;
            blocks[block] = new StepBlock(buckets.Count);
            blocks[block].Emit(table, first, Math.Min(first + size, consumers), buckets, raw, bucketOf);
        });

        var scattered = new ScatteredSteps(buckets.Count);
        scattered.Place(blocks);
        Parallel.For(0, blocks.Length, block => blocks[block].Scatter(raw, bucketOf, scattered.Steps));
        return scattered;
    }

    private void Place(StepBlock[] blocks)
    {
        var (count, spend, dear) = (0, 0L, 0.0);
        var worth = default(CompensatedSum);
        for (var bucket = 0; bucket < Buckets; bucket++)
        {
            First[bucket] = count;
            SpendBefore[bucket] = spend;
            WorthBefore[bucket] = worth.Value;
            foreach (var block in blocks)
            {
                (block.Next[bucket], count) = (count, count + block.Next[bucket]);
                spend += block.Spend[bucket];
                worth.Add(block.Worth[bucket]);
            }
        }

        foreach (var block in blocks) dear += block.Dear;
        if (dear >= long.MaxValue)
            throw new InputException("cost", "options too dear in all", "costs that add up to at most 9.2e12");
        First[Buckets] = count;
        Steps = GC.AllocateUninitializedArray<RawStep>(count);
    }
}

/// <summary>The steps of a run of consumers, counted and summed by bucket.</summary>
internal sealed class StepBlock(int buckets)
{
    private int _start;
    private int _end;

    /// <summary>First how many steps a bucket gets, then where the next one of them goes.</summary>
    public int[] Next { get; } = new int[buckets];

    public long[] Spend { get; } = new long[buckets];

    public double[] Worth { get; } = new double[buckets];

    /// <summary>All costs once more, in a number that cannot wrap.</summary>
    public double Dear { get; private set; }

    public void Emit(
        OptionTable table, int first, int end, SlopeBuckets buckets, RawStep[] raw, ushort[] bucketOf)
    {
        var steps = new HullStep[table.Widest];
        var at = _start = table.Start[first];
        for (var consumer = first; consumer < end; consumer++)
        {
            var values = table.ValuesOf(consumer);
            var costs = table.CostsOf(consumer);
            var count = ConsumerHull.Build(values, costs, steps);
            foreach (var step in steps.AsSpan(0, count))
            {
                var found = RawStep.Of(step, consumer, values, costs);
                var bucket = buckets.IndexOf(found.Key);
                raw[at] = found;
                bucketOf[at++] = (ushort)bucket;
                Next[bucket]++;
                Spend[bucket] += found.CostMicros;
                Worth[bucket] += found.Value;
                Dear += found.CostMicros;
            }
        }

        _end = at;
    }

    public void Scatter(RawStep[] raw, ushort[] bucketOf, RawStep[] to)
    {
        for (var at = _start; at < _end; at++) to[Next[bucketOf[at]]++] = raw[at];
    }
}
