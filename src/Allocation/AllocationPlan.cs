namespace WorldModel.Allocation;

/// <summary>
/// Who gets what at a budget, and the certificate that little more could be had: no allocation within the budget is
/// worth more than <see cref="Dual"/>, and <see cref="Gap"/> is at most the value of one option.
/// </summary>
public sealed class AllocationPlan
{
    private readonly int[] _taken;

    internal AllocationPlan(
        OptionTable table, long budgetMicros, double shadowPrice, int[] taken, int filled, long spendMicros,
        double value, double dual)
    {
        Table = table;
        _taken = taken;
        BudgetMicros = budgetMicros;
        ShadowPrice = shadowPrice;
        Filled = filled;
        SpendMicros = spendMicros;
        Value = value;
        Dual = dual;
    }

    public OptionTable Table { get; }

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
    public double ShadowPrice { get; }

    /// <summary>Steps taken, from what was left of the budget, behind the first that did not fit.</summary>
    public int Filled { get; }

    /// <summary>Per consumer the option taken (an index into the table), or <see cref="HullStep.Nothing"/>.</summary>
    public ReadOnlySpan<int> Taken => _taken;

    /// <summary>The same plan at another price of budget.</summary>
    internal AllocationPlan Priced(double shadowPrice) =>
        new(Table, BudgetMicros, shadowPrice, _taken, Filled, SpendMicros, Value, Dual);

    /// <summary>The treatment taken for a consumer, null for nothing.</summary>
    public string? TreatmentOf(int consumer) =>
        _taken[consumer] < 0 ? null : Table.Treatments[Table.Treatment[_taken[consumer]]];

    /// <summary>
    /// The largest value of a single option, which is on its consumer's hull: the bound on the gap.
    /// </summary>
    public double LargestOption()
    {
        var largest = 0.0;
        foreach (var value in Table.Value) largest = Math.Max(largest, value);
        return largest;
    }
}
