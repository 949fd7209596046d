using WorldModel.Schema;

namespace WorldModel.Allocation;

/// <summary>
/// What every budget buys: the LP relaxation of the multiple-choice knapsack, solved for all budgets at once by
/// taking hull steps in order of falling slope (Zhou et al., KDD 2024, state the problem; the sorted increments are
/// the standard exact solution). The value is concave and piecewise linear in the budget; its slope is the shadow
/// price. O(NM h + S log S) for N consumers with M options and h hull steps each, S steps in all.
/// </summary>
public sealed class Frontier
{
    private Frontier(OptionTable table, HullIncrements increments)
    {
        Table = table;
        Increments = increments;
        while (Free < increments.Count && double.IsPositiveInfinity(increments.Slope[Free])) Free++;
    }

    public OptionTable Table { get; }

    /// <summary>The steps in the order in which they are taken.</summary>
    public HullIncrements Increments { get; }

    /// <summary>How many of the steps cost nothing: every budget takes them.</summary>
    public int Free { get; }

    /// <summary>The budget past which more buys nothing.</summary>
    public long LargestSpendMicros => Spend[^1];

    /// <summary>What that budget buys.</summary>
    public double LargestValue => Worth[^1];

    /// <summary>Cost of the first so many steps (steps + 1 entries).</summary>
    internal ReadOnlySpan<long> Spend => Increments.Spend;

    /// <summary>Value of the first so many steps (steps + 1 entries).</summary>
    internal ReadOnlySpan<double> Worth => Increments.Worth;

    /// <exception cref="InputException">The costs do not add up below 9.2e12 units of currency.</exception>
    public static Frontier Of(OptionTable table) => new(table, HullIncrements.Of(table));

    /// <summary>The value of the LP optimum at a budget: also the dual bound on every allocation within it.</summary>
    public double ValueAt(long budgetMicros)
    {
        var taken = TakenAt(budgetMicros);
        return taken == Increments.Count
            ? Worth[taken]
            : Worth[taken] + Increments.Slope[taken] * Micros.ToDouble(budgetMicros - Spend[taken]);
    }

    /// <summary>What the next unit of budget buys: the slope to the right of the budget, 0 at the end.</summary>
    public double PriceAt(long budgetMicros)
    {
        var taken = TakenAt(budgetMicros);
        return taken == Increments.Count ? 0 : Increments.Slope[taken];
    }

    /// <summary>The integer allocation at a budget; <see cref="BudgetSpender"/> has the rule.</summary>
    public AllocationPlan At(long budgetMicros) => BudgetSpender.Spend(this, budgetMicros);

    /// <summary>
    /// The corners of the frontier, budget rising: where the price changes, the first at no cost, the last where more
    /// buys nothing. At most <paramref name="most"/> of them, then spread evenly, the first and the last kept: each
    /// is a point of the frontier still.
    /// </summary>
    public IReadOnlyList<FrontierPoint> Points(int most = int.MaxValue)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 2);
        var corners = Corners();
        if (corners.Count > most)
        {
            var last = corners.Count - 1;
            corners = [.. Enumerable.Range(0, most).Select(i => corners[(int)((long)i * last / (most - 1))])];
        }

        return corners.ConvertAll(taken => new FrontierPoint(
            Spend[taken], Worth[taken], taken == Increments.Count ? 0 : Increments.Slope[taken]));
    }

    /// <summary>How many whole steps the LP optimum takes at a budget.</summary>
    internal int TakenAt(long budgetMicros)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(budgetMicros);
        var low = 0;
        var high = Increments.Count;
        while (low < high)
        {
            var middle = (int)(((long)low + high + 1) / 2);
            if (Spend[middle] <= budgetMicros) low = middle;
            else high = middle - 1;
        }

        return low;
    }

    internal static double ValueOf(OptionTable table, HullIncrements increments, int step)
    {
        var from = increments.From[step];
        return table.Value[increments.Option[step]] - (from < 0 ? 0 : table.Value[from]);
    }

    private List<int> Corners()
    {
        var slope = Increments.Slope;
        var corners = new List<int> { Free };
        for (var step = Free + 1; step < slope.Length; step++)
        {
            if (slope[step] != slope[step - 1]) corners.Add(step);
        }

        if (Increments.Count > Free) corners.Add(Increments.Count);
        return corners;
    }
}
