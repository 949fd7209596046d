namespace WorldModel.Allocation;

/// <summary>
/// What every consumer takes at the higher price of a window, and the steps inside it. A consumer whose best option
/// is the same at both prices, and ahead of the next by more than rounding, has no step inside: most need no hull.
/// </summary>
internal sealed class WindowPass
{
    /// <summary>
    /// Far above what rounding does to a net value, relative to the amounts that it is the difference of.
    /// </summary>
    private const double Rounding = 1e-12;

    private const int Block = 8192;

    private WindowPass(PriceWindow window, int[] taken, RawStep[] inside, Int128 spend, double worth)
    {
        (Window, Taken, Inside, Spend, Worth) = (window, taken, inside, spend, worth);
        foreach (var step in inside) SpendInside += step.CostMicros;
    }

    public PriceWindow Window { get; }

    /// <summary>Per consumer the option taken at the higher price (an index into the table), or nothing.</summary>
    public int[] Taken { get; }

    public RawStep[] Inside { get; }

    /// <summary>Cost of the options taken.</summary>
    public Int128 Spend { get; }

    /// <summary>Their value.</summary>
    public double Worth { get; }

    public Int128 SpendInside { get; }

    public static WindowPass Of(OptionTable table, PriceWindow window)
    {
        var consumers = table.Start.Length - 1;
        var taken = GC.AllocateUninitializedArray<int>(consumers);
        var blocks = new BlockPass[(consumers + Block - 1) / Block];
        Parallel.For(0, blocks.Length, block =>
        {
            blocks[block] = new BlockPass(table, window, taken);
            blocks[block].Run(block * Block, Math.Min((block + 1) * Block, consumers));
        });

        Int128 spend = 0;
        var worth = default(CompensatedSum);
        var inside = new List<RawStep>(blocks.Sum(block => block.Inside.Count));
        foreach (var block in blocks)
        {
            spend += block.Spend;
            worth.Add(block.Worth.Value);
            inside.AddRange(block.Inside);
        }

        return new WindowPass(window, taken, [.. inside], spend, worth.Value);
    }

    private sealed class BlockPass(OptionTable table, PriceWindow window, int[] taken)
    {
        private readonly HullStep[] _steps = new HullStep[table.Widest];
        private readonly double _high = window.High / Micros.PerUnit;
        private readonly double _low = window.Low / Micros.PerUnit;
        private CompensatedSum _worth;

        public List<RawStep> Inside { get; } = [];

        public Int128 Spend { get; private set; }

        public CompensatedSum Worth => _worth;

        public void Run(int first, int end)
        {
            for (var consumer = first; consumer < end; consumer++)
            {
                var values = table.ValuesOf(consumer);
                var costs = table.CostsOf(consumer);
                if (!Agree(values, costs, out var option)) option = ByHull(consumer, values, costs);
                taken[consumer] = option < 0 ? HullStep.Nothing : table.Start[consumer] + option;
                if (option < 0) continue;
                Spend += costs[option];
                _worth.Add(values[option]);
            }
        }

        /// <summary>Whether one option is best at both prices beyond doubt, hence at all between.</summary>
        private bool Agree(ReadOnlySpan<double> values, ReadOnlySpan<long> costs, out int option)
        {
            var (atHigh, atLow) = (HullStep.Nothing, HullStep.Nothing);
            var (bestHigh, bestLow) = (0.0, 0.0);
            var (nextHigh, nextLow) = (double.NegativeInfinity, double.NegativeInfinity);
            var amount = 0.0;
            for (var i = 0; i < values.Length; i++)
            {
                var dear = costs[i] * _high;
                var high = values[i] - dear;
                var low = values[i] - costs[i] * _low;
                amount = Math.Max(amount, Math.Abs(values[i]) + dear);
                nextHigh = Math.Max(nextHigh, Math.Min(high, bestHigh));
                nextLow = Math.Max(nextLow, Math.Min(low, bestLow));
                atHigh = high > bestHigh ? i : atHigh;
                atLow = low > bestLow ? i : atLow;
                bestHigh = Math.Max(bestHigh, high);
                bestLow = Math.Max(bestLow, low);
            }

            option = atHigh;
            return atHigh == atLow && Math.Min(bestHigh - nextHigh, bestLow - nextLow) > Rounding * amount;
        }

        private int ByHull(int consumer, ReadOnlySpan<double> values, ReadOnlySpan<long> costs)
        {
            var option = HullStep.Nothing;
            foreach (var step in table.Hull(consumer, _steps))
            {
                if (step.Slope >= window.High) option = step.Option;
                else if (step.Slope >= window.Low) Inside.Add(RawStep.Of(step, consumer, values, costs));
            }

            return option;
        }
    }
}
