namespace WorldModel.Allocation;

/// <summary>Steps with Low &lt;= slope &lt; High.</summary>
internal readonly record struct PriceWindow(double Low, double High)
{
    /// <summary>Above every slope of a step that costs anything: 1e15 of value for a micro is 1e21.</summary>
    public const double Highest = 1e22;
}

/// <summary>What a budget's price is by a sample of consumers, at even distances in the table.</summary>
internal sealed class PriceSample
{
    private const int Least = 2048;
    private const int Most = 65_536;
    private const int Share = 32;
    private readonly double[] _slopes;
    private readonly int _cut;

    private PriceSample(double[] slopes, int cut) => (_slopes, _cut) = (slopes, cut);

    public static PriceSample Of(OptionTable table, long budget)
    {
        var all = table.Start.Length - 1;
        var sampled = Math.Min(all, Math.Clamp(all / Share, Least, Most));
        var (slopes, costs) = (new List<double>(4 * sampled), new List<long>(4 * sampled));
        var steps = new HullStep[table.Widest];
        for (var i = 0; i < sampled; i++)
        {
            var consumer = (int)((long)i * all / sampled);
            var cost = table.CostsOf(consumer);
            foreach (var step in table.Hull(consumer, steps))
            {
                slopes.Add(-step.Slope);
                costs.Add(cost[step.Option] - (step.From < 0 ? 0 : cost[step.From]));
            }
        }

        var keys = slopes.ToArray();
        var sorted = costs.ToArray();
        Array.Sort(keys, sorted);
        var left = (double)budget * sampled / Math.Max(1, all);
        var cut = 0;
        while (cut < sorted.Length && sorted[cut] <= left) left -= sorted[cut++];
        return new PriceSample(keys, cut);
    }

    /// <summary>Prices so many standard errors of the cut's rank to either side of it.</summary>
    public PriceWindow Window(double spread)
    {
        var away = spread * Math.Sqrt(_slopes.Length) + 8;
        var high = _cut - away < 0 ? PriceWindow.Highest : Math.BitIncrement(-_slopes[(int)(_cut - away)]);
        var low = _cut + away >= _slopes.Length ? 0 : -_slopes[(int)(_cut + away)];
        return new PriceWindow(Math.Min(low, PriceWindow.Highest), Math.Min(high, PriceWindow.Highest));
    }
}
