namespace WorldModel.Allocation;

/// <summary>
/// Turns the LP optimum into whole treatments. Steps are taken in their one order (slope falling, consumer id,
/// treatment) up to the first that does not fit: with at most one consumer between two options, the value is within
/// one step of the optimum. What is left of the budget then goes on in the same order: a step is taken if it fits and
/// its consumer's earlier steps were all taken. Both rules look at the global order only, so the answer does not
/// depend on how consumers are split into shards. Every step is worth more than nothing, so no allocation is worse
/// than none.
/// </summary>
public static class BudgetSpender
{
    internal static AllocationPlan Spend(Frontier frontier, long budgetMicros)
    {
        var table = frontier.Table;
        var steps = frontier.Increments;
        var taken = new int[table.Consumers.Count];
        Array.Fill(taken, HullStep.Nothing);
        var prefix = frontier.TakenAt(budgetMicros);
        for (var step = 0; step < prefix; step++) taken[steps.Consumer[step]] = steps.Option[step];

        var spend = frontier.Spend[prefix];
        var value = frontier.Worth[prefix];
        var filled = 0;
        if (prefix < steps.Count)
        {
            var sum = default(CompensatedSum);
            sum.Add(value);
            for (var step = prefix + 1; step < steps.Count && spend < budgetMicros; step++)
            {
                var cost = frontier.Spend[step + 1] - frontier.Spend[step];
                if (cost > budgetMicros - spend || taken[steps.Consumer[step]] != steps.From[step]) continue;
                taken[steps.Consumer[step]] = steps.Option[step];
                spend += cost;
                sum.Add(Frontier.ValueOf(table, steps, step));
                filled++;
            }

            value = sum.Value;
        }

        var dual = Math.Max(frontier.ValueAt(budgetMicros), value);
        return new AllocationPlan(
            table, budgetMicros, frontier.PriceAt(budgetMicros), taken, filled, spend, value, dual);
    }
}
