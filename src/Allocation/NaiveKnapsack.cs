namespace WorldModel.Allocation;

/// <summary>
/// The multiple-choice knapsack by definition, for small instances: every combination of options, and the dual
/// function at every slope between two options. The reference that <see cref="Frontier"/> is held to.
/// </summary>
public static class NaiveKnapsack
{
    /// <summary>The value of the best whole allocation within a budget. Takes (options + 1)^consumers time.</summary>
    public static double Optimum(OptionTable table, long budgetMicros) => Best(table, 0, budgetMicros);

    /// <summary>
    /// The same for every budget of 0, 1 .. <paramref name="most"/> units, where all costs are whole units: the
    /// textbook's dynamic programme over budgets. Takes options x most time.
    /// </summary>
    /// <param name="table">The options.</param>
    /// <param name="unitMicros">What divides every cost.</param>
    /// <param name="most">The largest budget, in units.</param>
    public static double[] Optima(OptionTable table, long unitMicros, int most)
    {
        var best = new double[most + 1];
        for (var consumer = 0; consumer < table.Consumers.Count; consumer++)
        {
            // From the largest budget down, so that what is read is still without this consumer.
            for (var budget = most; budget >= 0; budget--)
            {
                var found = best[budget];
                for (var option = table.Start[consumer]; option < table.Start[consumer + 1]; option++)
                {
                    var left = budget - table.CostMicros[option] / unitMicros;
                    if (left >= 0) found = Math.Max(found, table.Value[option] + best[left]);
                }

                best[budget] = found;
            }
        }

        return best;
    }

    /// <summary>
    /// The optimum of the LP relaxation: the least G(price) over prices. G is convex and piecewise linear with
    /// corners at slopes between a consumer's options, so that trying these and 0 is exact.
    /// </summary>
    public static double Relaxed(OptionTable table, long budgetMicros)
    {
        var least = Dual(table, budgetMicros, 0);
        foreach (var price in Slopes(table)) least = Math.Min(least, Dual(table, budgetMicros, price));
        return least;
    }

    /// <summary>
    /// G(price) = price x budget + sum over consumers of max(0, max over options of value - price x cost).
    /// </summary>
    public static double Dual(OptionTable table, long budgetMicros, double price)
    {
        var sum = price * Micros.ToDouble(budgetMicros);
        for (var consumer = 0; consumer < table.Consumers.Count; consumer++)
        {
            var best = 0.0;
            for (var option = table.Start[consumer]; option < table.Start[consumer + 1]; option++)
            {
                best = Math.Max(best, table.Value[option] - price * Micros.ToDouble(table.CostMicros[option]));
            }

            sum += best;
        }

        return sum;
    }

    private static double Best(OptionTable table, int consumer, long budget)
    {
        if (consumer == table.Consumers.Count) return 0;
        var best = Best(table, consumer + 1, budget);
        for (var option = table.Start[consumer]; option < table.Start[consumer + 1]; option++)
        {
            var left = budget - table.CostMicros[option];
            if (left >= 0) best = Math.Max(best, table.Value[option] + Best(table, consumer + 1, left));
        }

        return best;
    }

    private static IEnumerable<double> Slopes(OptionTable table)
    {
        for (var consumer = 0; consumer < table.Consumers.Count; consumer++)
        {
            var end = table.Start[consumer + 1];
            for (var to = table.Start[consumer]; to < end; to++)
            {
                for (var from = table.Start[consumer] - 1; from < end; from++)
                {
                    var nothing = from < table.Start[consumer];
                    var cost = table.CostMicros[to] - (nothing ? 0 : table.CostMicros[from]);
                    var value = table.Value[to] - (nothing ? 0 : table.Value[from]);
                    if (cost > 0 && value > 0) yield return value / Micros.ToDouble(cost);
                }
            }
        }
    }
}
