namespace WorldModel.Allocation;

/// <summary>
/// Who gets what at a budget, and the certificate that little more could be had: no allocation within the budget is
/// worth more than <see cref="Dual"/>, and <see cref="Gap"/> is at most the value of one option.
/// </summary>
public sealed class AllocationPlan
{
    private readonly Frontier _frontier;
    private readonly int[] _taken;

    internal AllocationPlan(
        Frontier frontier, long budgetMicros, int[] taken, int prefix, int filled, long spendMicros, double value,
        double dual)
    {
        _frontier = frontier;
        _taken = taken;
        BudgetMicros = budgetMicros;
        Prefix = prefix;
        Filled = filled;
        SpendMicros = spendMicros;
        Value = value;
        Dual = dual;
    }

    public OptionTable Table => _frontier.Table;

    public long BudgetMicros { get; }

    /// <summary>Exact, and never above the budget.</summary>
    public long SpendMicros { get; }

    /// <summary>Value of the options taken, in units of currency.</summary>
    public double Value { get; }

    /// <summary>
    /// The dual bound, G(shadow price) = shadow price x budget + sum over consumers of the best net value.
    /// </summary>
    public double Dual { get; }

    public double Gap => Dual - Value;

    /// <summary>What the next unit of budget buys.</summary>
    public double ShadowPrice => _frontier.PriceAt(BudgetMicros);

    /// <summary>Steps taken in order before the first that did not fit.</summary>
    public int Prefix { get; }

    /// <summary>Steps taken after it from what was left of the budget.</summary>
    public int Filled { get; }

    /// <summary>Per consumer the option taken (an index into the table), or <see cref="HullStep.Nothing"/>.</summary>
    public ReadOnlySpan<int> Taken => _taken;

    /// <summary>The treatment taken for a consumer, null for nothing.</summary>
    public string? TreatmentOf(int consumer) =>
        _taken[consumer] < 0 ? null : Table.Treatments[Table.Treatment[_taken[consumer]]];

    /// <summary>The largest value of a single option on a hull: the bound on the gap.</summary>
    public double LargestOption()
    {
        var largest = 0.0;
        foreach (var option in _frontier.Increments.Option) largest = Math.Max(largest, Table.Value[option]);
        return largest;
    }
}
