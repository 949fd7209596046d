namespace WorldModel.Allocation;

/// <summary>
/// One budget's allocation without the frontier: the same decisions as <see cref="Frontier.At"/>, by selection in
/// place of sorting. A sample of consumers says between which two prices the budget runs out (Floyd and Rivest 1975);
/// one pass over all takes what both prices agree on, builds hulls only where they do not, and keeps the few steps
/// between them, which alone are sorted. Where the sample was wrong the prices are moved apart and the pass repeated.
/// O(NM) expected.
/// </summary>
public static class OneBudget
{
    /// <summary>Below this many consumers the frontier is no slower.</summary>
    private const int Few = 8192;

    /// <summary>How many standard errors of the sample the two prices lie apart from its own answer.</summary>
    private const double Spread = 3;

    public static AllocationPlan At(OptionTable table, long budgetMicros) =>
        table.Start.Length - 1 < Few ? Frontier.Of(table).At(budgetMicros) : Select(table, budgetMicros);

    /// <summary>The same for any number of consumers.</summary>
    internal static AllocationPlan Select(OptionTable table, long budgetMicros)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(budgetMicros);
        var sample = PriceSample.Of(table, budgetMicros);
        for (var spread = Spread; ; spread *= 8)
        {
            var window = sample.Window(spread);
            var pass = WindowPass.Of(table, window);
            if (pass.Spend > budgetMicros && window.High < PriceWindow.Highest) continue;
            if (pass.Spend + pass.SpendInside <= budgetMicros && window.Low > 0) continue;
            return Plan(table, pass, budgetMicros);
        }
    }

    private static AllocationPlan Plan(OptionTable table, WindowPass pass, long budget)
    {
        var (steps, sort) = (pass.Inside, new StepSort());
        var order = sort.Order(steps, table);
        var taking = new StepTaking(table, pass.Taken, (long)pass.Spend, pass.Worth);
        var prefix = 0;
        while (prefix < order.Length && steps[order[prefix]].CostMicros <= budget - taking.Spend)
            taking.Take(steps[order[prefix++]]);
        if (prefix == order.Length) return taking.Plan(budget, 0, taking.Value, 0);

        var price = steps[order[prefix]].Slope;
        var dual = taking.Value + price * Micros.ToDouble(budget - taking.Spend);
        var filled = taking.Fill(steps, order[(prefix + 1)..], budget);
        if (taking.Spend < budget && pass.Window.Low > 0)
        {
            var after = FillPass.Of(table, pass.Taken, pass.Window.Low, budget - taking.Spend);
            filled += taking.Fill(after, sort.Order(after, table), budget);
        }

        return taking.Plan(budget, price, dual, filled);
    }
}
