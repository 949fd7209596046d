namespace WorldModel.Allocation;

/// <summary>
/// Money as whole millionths of a currency unit, so that sums are exact in any order. Costs and budgets are rounded to
/// the nearest micro, halves to even.
/// </summary>
public static class Micros
{
    public const long PerUnit = 1_000_000;

    /// <summary>The largest single amount: a million million units, so that millions of them still add up.</summary>
    public const long Largest = 1_000_000_000_000 * PerUnit;

    /// <summary>
    /// Units of currency to micros; null where the amount is negative, not finite or above the largest.
    /// </summary>
    public static long? From(double units) =>
        units >= 0 && units <= Largest / PerUnit ? From((decimal)units) : null;

    /// <inheritdoc cref="From(double)"/>
    public static long? From(decimal units) =>
        units >= 0 && units <= Largest / PerUnit
            ? (long)decimal.Round(units * PerUnit, MidpointRounding.ToEven)
            : null;

    /// <summary>Exact units of currency, for display and files.</summary>
    public static decimal ToUnits(long micros) => (decimal)micros / PerUnit;

    public static double ToDouble(long micros) => (double)micros / PerUnit;
}
