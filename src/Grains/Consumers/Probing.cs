using WorldModel.Allocation;
using WorldModel.Grains.Hosting;
using WorldModel.Grains.Interfaces;

namespace WorldModel.Grains.Consumers;

/// <summary>
/// Answers an allocator's probes: what the undecided rows of a campaign would take at each of many prices.
/// </summary>
internal sealed class Probing(ShardState state, GrainLimits limits)
{
    public async ValueTask<ProbeReply> Probe(CampaignColumns columns, ReadOnlyMemory<double> prices)
    {
        var sums = new Sums(prices.ToArray());
        await Scanner.Scan(columns.Rows, limits, (from, to) =>
        {
            for (var row = from; row < to; row++) Add(columns, row, sums);
        });
        return sums.Reply(columns.Audience);
    }

    private void Add(CampaignColumns columns, int row, Sums sums)
    {
        if (columns.Choice(row, columns.Day) is not null) return;
        switch (columns.Group(row))
        {
            case CampaignGroup.Policy: AddSteps(columns, row, sums); break;
            case CampaignGroup.Explore: AddFixed(columns, row, sums); break;
        }
    }

    private static void AddSteps(CampaignColumns columns, int row, Sums sums)
    {
        Span<HullStep> steps = stackalloc HullStep[columns.Options];
        steps = steps[..columns.Hull(row, steps)];
        var values = columns.Values(row);
        var costs = columns.Costs(row);
        foreach (var step in steps)
        {
            var (cost, value) = HullMoney.Of(step, costs, values);
            sums.Add(step.Slope, cost, value);
        }

        if (steps.Length > 0) sums.HighestValue = Math.Max(sums.HighestValue, values[steps[^1].Option]);
    }

    private void AddFixed(CampaignColumns columns, int row, Sums sums)
    {
        var option = state.Option(columns, row, CampaignGroup.Explore);
        if (option < 0) return;
        sums.FixedSpend += columns.Costs(row)[option];
        var value = columns.Values(row)[option];
        if (value > CampaignColumns.Barred) sums.FixedValue += value;
    }

    /// <summary>Sums of micro-units by price; prices rise.</summary>
    private sealed class Sums(double[] prices)
    {
        private readonly long[] _spend = new long[prices.Length];
        private readonly long[] _value = new long[prices.Length];
        private readonly long[] _increments = new long[prices.Length];
        private double _highestSlope;

        public long HighestValue { get; set; }

        public long FixedSpend { get; set; }

        public long FixedValue { get; set; }

        /// <summary>Counts a step at the highest price that still takes it; lower prices get it in the end.</summary>
        public void Add(double slope, long cost, long value)
        {
            if (!double.IsInfinity(slope)) _highestSlope = Math.Max(_highestSlope, slope);
            var at = Array.BinarySearch(prices, slope);
            if (at < 0) at = ~at - 1;
            if (at < 0) return;
            _spend[at] += cost;
            _value[at] += value;
            _increments[at]++;
        }

        public ProbeReply Reply(int audience)
        {
            for (var i = prices.Length - 2; i >= 0; i--)
            {
                _spend[i] += _spend[i + 1];
                _value[i] += _value[i + 1];
                _increments[i] += _increments[i + 1];
            }

            return new ProbeReply(_spend, _value, _increments, _highestSlope, HighestValue, FixedSpend, FixedValue,
                audience, null);
        }
    }
}
