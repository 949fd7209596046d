using WorldModel.Schema;

namespace WorldModel.Allocation;

/// <summary>
/// What an allocation may honestly claim. The options that look best are partly those whose errors flatter them, so
/// the sum of the chosen estimates lies above what comes (the winner's curse). Draws of the estimates from their
/// posterior say by how much: each draw allocates for itself, as the estimates did, and is held against the
/// estimates, which take the part of the truth.
/// </summary>
/// <remarks>
/// Optimism = mean over draws of [draw's value of its own plan - draw's value of the plan] + [estimates' value of the
/// plan - estimates' value of the draw's plan]. Both brackets are regrets, so no draw adds less than about zero; in
/// expectation the sum is what the draw claims less what the estimates say of its plan, for a draw is right on
/// average about a plan that it did not choose. (The parametric bootstrap's correction of optimism, Efron 2004, with
/// the posterior as the sampling distribution.) It holds what a model knows to be unsure, not a wrong form.
/// </remarks>
/// <param name="Raw">Sum of the chosen estimates.</param>
/// <param name="Optimism">How much choosing flatters that sum.</param>
/// <param name="Low">5th percentile of the plan's value over the draws, less the optimism.</param>
/// <param name="High">95th percentile, less the optimism.</param>
public sealed record OptimismCorrection(double Raw, double Optimism, double Low, double High)
{
    private const double Tail = 0.05;

    /// <summary>What may be claimed: the raw sum less the optimism.</summary>
    public double Claimed => Raw - Optimism;

    /// <summary>The correction of a plan.</summary>
    /// <param name="plan">The plan, on the estimates.</param>
    /// <param name="draws">The same options at values drawn from the posterior, one table a draw.</param>
    /// <exception cref="InputException">No draw, or one of other options.</exception>
    public static OptimismCorrection Of(AllocationPlan plan, IEnumerable<OptionTable> draws)
    {
        var (values, optimism) = (new List<double>(), 0.0);
        foreach (var draw in draws)
        {
            CheckSame(plan.Table, draw);
            var own = OneBudget.At(draw, plan.BudgetMicros);
            var value = ValueOf(plan.Taken, draw);
            optimism += own.Value - value + plan.Value - ValueOf(own.Taken, plan.Table);
            values.Add(value);
        }

        if (values.Count == 0)
            throw new InputException("draws", "none", "at least one draw of the options' values");
        optimism /= values.Count;
        values.Sort();
        return new OptimismCorrection(
            plan.Value, optimism, Quantile(values, Tail) - optimism, Quantile(values, 1.0 - Tail) - optimism);
    }

    private static double ValueOf(ReadOnlySpan<int> taken, OptionTable table)
    {
        var sum = default(CompensatedSum);
        foreach (var option in taken)
        {
            if (option >= 0)
                sum.Add(table.Value[option]);
        }

        return sum.Value;
    }

    private static double Quantile(List<double> sorted, double share)
    {
        var at = share * (sorted.Count - 1);
        var below = (int)at;
        return double.Lerp(sorted[below], sorted[Math.Min(below + 1, sorted.Count - 1)], at - below);
    }

    private static void CheckSame(OptionTable table, OptionTable draw)
    {
        if (!draw.Start.SequenceEqual(table.Start) || !draw.Treatment.SequenceEqual(table.Treatment)
            || !draw.CostMicros.SequenceEqual(table.CostMicros))
        {
            throw new InputException("draws", $"{draw.Count} options", $"the plan's own {table.Count}, at its costs");
        }
    }
}
