namespace WorldModel.Grains.Money;

/// <summary>
/// Prices inside a bracket: half of them even in price, half even in the bits of the number, so that a bracket shrinks
/// by a factor in every round however the slopes are spread.
/// </summary>
internal static class PriceGrid
{
    /// <summary>Rising prices strictly between low and high; none where no number lies between.</summary>
    public static double[] Between(double low, double high, int count)
    {
        var lowBits = BitConverter.DoubleToInt64Bits(low);
        var highBits = BitConverter.DoubleToInt64Bits(high);
        var prices = new SortedSet<double>();
        var even = Math.Max(1, count / 2);
        for (var i = 1; i <= even; i++)
        {
            var share = (double)i / (even + 1);
            prices.Add(low + (high - low) * share);
            prices.Add(BitConverter.Int64BitsToDouble(lowBits + (long)((highBits - lowBits) * share)));
        }

        prices.RemoveWhere(price => !(price > low && price < high));
        if (prices.Count == 0 && highBits - lowBits > 1) prices.Add(BitConverter.Int64BitsToDouble(lowBits + 1));
        return [.. prices];
    }
}
