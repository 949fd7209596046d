using WorldModel.Grains.Interfaces;

namespace WorldModel.Grains.Money;

/// <summary>What all shards would take at each price, in all. Prices rise; money is micro-units.</summary>
internal sealed class PriceProbe
{
    private PriceProbe(double[] prices) =>
        (Prices, Spend, Value, Increments) = (prices, new long[prices.Length], new long[prices.Length],
            new long[prices.Length]);

    public double[] Prices { get; }

    public long[] Spend { get; }

    public long[] Value { get; }

    public long[] Increments { get; }

    public double HighestSlope { get; private set; }

    public long FixedSpend { get; private set; }

    public long FixedValue { get; private set; }

    public long Audience { get; private set; }

    public Problem? Problem { get; private set; }

    public PricePoint At(int i) => new(Prices[i], Spend[i], Value[i], Increments[i]);

    public static PriceProbe Sum(double[] prices, ProbeReply[] replies)
    {
        var sum = new PriceProbe(prices);
        foreach (var reply in replies)
        {
            if (reply.Problem is { } problem)
            {
                sum.Problem = problem;
                return sum;
            }

            sum.Add(reply);
        }

        return sum;
    }

    private void Add(ProbeReply reply)
    {
        for (var i = 0; i < Prices.Length; i++)
        {
            Spend[i] += reply.SpendMicros.Span[i];
            Value[i] += reply.ValueMicros.Span[i];
            Increments[i] += reply.Increments.Span[i];
        }

        HighestSlope = Math.Max(HighestSlope, reply.HighestSlope);
        FixedSpend += reply.FixedSpendMicros;
        FixedValue += reply.FixedValueMicros;
        Audience += reply.Audience;
    }
}
