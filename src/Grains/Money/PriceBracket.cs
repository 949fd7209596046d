namespace WorldModel.Grains.Money;

/// <summary>What all shards would take at a price: increments whose slope is at least the price.</summary>
internal readonly record struct PricePoint(double Price, long Spend, long Value, long Increments);

/// <summary>Two prices, low and high, between which spend passes the budget.</summary>
internal readonly record struct PriceBracket(PricePoint Low, PricePoint High)
{
    /// <summary>Increments with Low &lt;= slope &lt; High.</summary>
    public long Increments => Low.Increments - High.Increments;

    public PriceBracket Narrow(PriceProbe probe, long budget)
    {
        var bracket = this;
        for (var i = 0; i < probe.Prices.Length; i++)
        {
            var point = probe.At(i);
            if (point.Spend <= budget) return bracket with { High = point };
            bracket = bracket with { Low = point };
        }

        return bracket;
    }
}
