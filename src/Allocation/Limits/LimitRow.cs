namespace WorldModel.Allocation.Limits;

/// <summary>What a limit sums over the options taken.</summary>
internal enum LimitKind
{
    /// <summary>Cost, at most the bound.</summary>
    Money,

    /// <summary>Consumers, at most the bound.</summary>
    Contacts,

    /// <summary>Cost, at least the bound.</summary>
    MinSpend,

    /// <summary>Value less the rate times cost, at least 0.</summary>
    Roi,
}

/// <summary>
/// One limit as a row of the programme, in its own scale: use / bound &lt;= 1 (at least: -use / bound &lt;= -1; ROI:
/// in units of the value at stake). Its multiplier then is in units of value, like everybody else's.
/// </summary>
/// <param name="Name">For people: budget, cap coupon.</param>
/// <param name="Kind">What is summed.</param>
/// <param name="Bound">Micros or consumers; ROI: the rate.</param>
/// <param name="Scale">What use is divided by; never 0.</param>
/// <param name="Covers">Per cell (group x treatment) whether options there count; null: all do.</param>
internal sealed record LimitRow(string Name, LimitKind Kind, double Bound, double Scale, bool[]? Covers)
{
    /// <summary>The row's right side.</summary>
    public double Right => Kind switch { LimitKind.Roi => 0, LimitKind.MinSpend => -1, _ => Bound > 0 ? 1 : 0 };

    /// <summary>At most, by what options count for themselves.</summary>
    public bool IsCap => Kind is LimitKind.Money or LimitKind.Contacts;

    /// <summary>A multiplier by what the limit is given in: a unit of currency, a consumer, a point of ROI.</summary>
    public double PerUnit(double multiplier) =>
        multiplier / Scale * (Kind is LimitKind.Money or LimitKind.MinSpend ? Micros.PerUnit : 1);

    public bool Counts(int cell) => Covers is null || Covers[cell];

    /// <summary>The right side in the limit's own unit: sums of micros and of consumers stay exact there.</summary>
    public double PlainRight => Right * (Kind == LimitKind.Roi ? 1 : Bound);

    /// <summary>What so many options of this value and cost in all add to the left side, in the limit's own
    /// unit.</summary>
    public double PlainLeft(double value, double costMicros, long count) => Kind switch
    {
        LimitKind.Money => costMicros,
        LimitKind.Contacts => count,
        LimitKind.MinSpend => -costMicros,
        _ => Bound * costMicros / Micros.PerUnit - value,
    };
}
