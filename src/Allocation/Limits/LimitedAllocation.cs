using System.Globalization;
using WorldModel.Schema;

namespace WorldModel.Allocation.Limits;

/// <summary>
/// An allocation under several limits. The multiple-choice knapsack with several rows has no one order of steps:
/// prices of all rows are found by minimising the Lagrangian dual, and whole treatments made from them. The dual
/// bounds every allocation that keeps the limits; how near the one found comes to it is measured and claimed, not
/// promised.
/// </summary>
/// <param name="Plan">Who gets what, and the bound.</param>
/// <param name="Uses">Each limit's use and price, the budget first.</param>
/// <param name="Rounds">Passes over all options that the prices took; 0 where the budget alone decided.</param>
public sealed record LimitedAllocation(AllocationPlan Plan, IReadOnlyList<LimitUse> Uses, int Rounds)
{
    /// <summary>Allocates, and prices every limit.</summary>
    /// <exception cref="InputException">Limits contradict each other, or name what the table does not
    /// have.</exception>
    public static LimitedAllocation Of(OptionTable table, AllocationLimits limits) => Of(table, limits, prices: true);

    /// <summary>
    /// Allocates alone, in less than half the time: no uses, and the price of budget is any that serves the optimum.
    /// </summary>
    /// <exception cref="InputException">As in <see cref="Of(OptionTable, AllocationLimits)"/>.</exception>
    public static LimitedAllocation Unpriced(OptionTable table, AllocationLimits limits) =>
        Of(table, limits, prices: false);

    private static LimitedAllocation Of(OptionTable table, AllocationLimits limits, bool prices)
    {
        Check(limits);
        var plain = OneBudget.At(table, limits.BudgetMicros);
        if (limits.IsBudgetAlone) return new LimitedAllocation(plain, [], 0);
        var program = LimitProgram.Of(table, limits);
        var near = new double[program.Rows.Length];
        if (program.Budget >= 0 && double.IsFinite(plain.ShadowPrice))
            near[program.Budget] = plain.ShadowPrice * Micros.ToDouble(limits.BudgetMicros);
        if (IsKept(program, plain))
            return prices ? Made(program, plain, LimitPricing.Of(program, near), 0) : new(plain, [], 0);

        ExpectSpend(program, limits);
        ExpectRoi(program, limits);
        return Priced(program, limits.BudgetMicros, near, prices);
    }

    private static LimitedAllocation Priced(LimitProgram program, long budget, double[] start, bool prices)
    {
        var taken = new int[program.CellOf.Length];
        var bundle = new ProximalBundle(
            at => new PricedPass(program, at).Run(at, taken), Math.Max(1e-9, program.AtStake));
        var best = bundle.Minimise(start);
        var rounds = bundle.Rounds;
        if (!Whole(program, program, best.At, taken) && !WholeOfMost(program, taken))
        {
            throw new InputException("limits", "no allocation of whole treatments found that keeps all of them",
                "limits with some room between them: a lower minimum spend or ROI, a higher budget or cap");
        }

        var (spend, value) = (0L, default(CompensatedSum));
        foreach (var option in taken)
        {
            if (option < 0) continue;
            spend += program.Table.CostMicros[option];
            value.Add(program.Table.Value[option]);
        }

        // A budget of nothing has no row, and no price until all limits are priced.
        var price = program.Budget < 0 ? 0 : program.Rows[program.Budget].PerUnit(best.At[program.Budget]);
        var plan = new AllocationPlan(
            program.Table, budget, price, [.. taken], 0, spend, value.Value, Math.Max(best.Dual, value.Value));
        return prices ? Made(program, plan, LimitPricing.Of(program, bundle, best), rounds) : new(plan, [], rounds);
    }

    private static bool Whole(LimitProgram program, LimitProgram priced, double[] prices, int[] taken)
    {
        var pass = new PricedPass(priced, prices);
        pass.Run(prices, taken);
        return new PrimalRepair(program, pass, taken).Run();
    }

    /// <summary>Where minima leave little room, starts from what spends or returns most in place of what is worth
    /// most.</summary>
    private static bool WholeOfMost(LimitProgram program, int[] taken)
    {
        var rate = Array.Find(program.Rows, row => row.Kind == LimitKind.Roi)?.Bound ?? 0;
        foreach (var other in new[] { program.For(0, 1, LimitKind.MinSpend, LimitKind.Roi),
            program.For(1, -rate, LimitKind.Roi), program.For(0, 1, LimitKind.MinSpend) })
        {
            if (Whole(program, other, Best(other).At, taken)) return true;
        }

        return false;
    }

    private static LimitedAllocation Made(
        LimitProgram program, AllocationPlan plan, LimitPrice[] prices, int rounds)
    {
        var uses = new LimitUse[program.Given.Length];
        for (var i = 0; i < uses.Length; i++)
        {
            var (row, price) = (program.Given[i], prices[i]);
            var use = Use(program, plan, row);
            uses[i] = new LimitUse(row.Name, row.Kind.ToString(), Shown(row, row.Bound),
                double.IsFinite(use) ? use : null, price.More, price.Less);
        }

        return new LimitedAllocation(plan.Priced(uses[0].Price), uses, rounds);
    }

    private static double Shown(LimitRow row, double amount) =>
        row.Kind is LimitKind.Money or LimitKind.MinSpend ? amount / Micros.PerUnit : amount;

    private static double Use(LimitProgram program, AllocationPlan plan, LimitRow row)
    {
        var (count, cost, value) = (0L, 0L, 0.0);
        for (var consumer = 0; consumer < plan.Taken.Length; consumer++)
        {
            var option = plan.Taken[consumer];
            if (option < 0 || !row.Counts(program.CellOf[consumer] + program.Table.Treatment[option])) continue;
            count++;
            cost += program.Table.CostMicros[option];
            value += program.Table.Value[option];
        }

        return row.Kind switch
        {
            LimitKind.Contacts => count,
            LimitKind.Roi => cost == 0 ? double.PositiveInfinity : value / Micros.ToDouble(cost),
            _ => Micros.ToDouble(cost),
        };
    }

    private static bool IsKept(LimitProgram program, AllocationPlan plan)
    {
        for (var consumer = 0; consumer < plan.Taken.Length; consumer++)
        {
            var option = plan.Taken[consumer];
            if (option < 0) continue;
            var cell = program.CellOf[consumer] + program.Table.Treatment[option];
            if (!program.IsOpen(cell, program.Table.CostMicros[option])) return false;
        }

        return Array.TrueForAll(program.Rows, row => row.Kind is LimitKind.MinSpend or LimitKind.Roi
            ? Use(program, plan, row) >= Shown(row, row.Bound)
            : Use(program, plan, row) <= Shown(row, row.Bound));
    }

    private static void Check(AllocationLimits limits)
    {
        if (limits.MinSpendMicros is { } least && least > limits.BudgetMicros)
        {
            throw new InputException("min-spend", Text(least),
                $"at most the budget, {Text(limits.BudgetMicros)}");
        }

        if (limits.Roi is { } roi && !(roi >= 0 && roi <= 1e9))
            throw new InputException("roi", roi.ToString(CultureInfo.InvariantCulture), "a rate of 0 to 1e9");
        if (limits.ContactCap < 0)
            throw new InputException("contact-cap", $"{limits.ContactCap}", "a number of consumers, 0 or more");
        foreach (var cap in limits.Caps)
        {
            if (cap.Most < 0)
                throw new InputException("cap " + cap.Name, $"{cap.Most}", "an amount or a number, 0 or more");
        }
    }

    /// <summary>Refuses a minimum that the other limits rule out: the most that they let spend is bounded.</summary>
    private static void ExpectSpend(LimitProgram program, AllocationLimits limits)
    {
        if (limits.MinSpendMicros is not ({ } least and > 0)) return;
        var most = Bound(program.For(0, 1, LimitKind.MinSpend, LimitKind.Roi));
        if (most >= Micros.ToDouble(least) * (1 - 1e-6)) return;
        var text = most.ToString("0.######", CultureInfo.InvariantCulture);
        throw new InputException("min-spend", Text(least),
            $"at most {text}: the budget, the caps and the options let no more");
    }

    /// <summary>Refuses a rate of return that the minimum spend rules out.</summary>
    private static void ExpectRoi(LimitProgram program, AllocationLimits limits)
    {
        if (limits.Roi is not { } rate || limits.MinSpendMicros is not ({ } least and > 0)) return;
        var best = Bound(program.For(1, -rate, LimitKind.Roi));
        if (best >= -1e-6 * program.AtStake) return;
        throw new InputException("roi", rate.ToString(CultureInfo.InvariantCulture),
            $"a rate that can be had while {Text(least)} are spent");
    }

    private static double Bound(LimitProgram program) => Best(program).Dual;

    private static DualPoint Best(LimitProgram program)
    {
        var taken = new int[program.CellOf.Length];
        var scale = program.CostFactor > 0
            ? program.Rows.Where(row => row.Kind == LimitKind.Money).Select(row => row.Scale).DefaultIfEmpty(1).Max()
                / Micros.PerUnit
            : program.AtStake;
        var bundle = new ProximalBundle(at => new PricedPass(program, at).Run(at, taken), Math.Max(1e-9, scale));
        return bundle.Minimise(new double[program.Rows.Length]);
    }

    private static string Text(long micros) => Micros.ToUnits(micros).ToString(CultureInfo.InvariantCulture);
}

/// <summary>
/// How far a limit is used, and what it is worth at the margin: the two one-sided slopes of the linear optimum in it,
/// all other limits as they are. They differ where several multipliers serve the optimum alike (a degenerate dual), as
/// where two limits bar the same step; every such multiplier lies between.
/// </summary>
/// <param name="Name">budget, min-spend, roi, contact-cap or the cap's name.</param>
/// <param name="Kind">What it counts: Money, Contacts, MinSpend or Roi.</param>
/// <param name="Bound">As given: currency, consumers or a rate.</param>
/// <param name="Used">In the same unit; null for a return where nothing is spent.</param>
/// <param name="Price">
/// Value that one unit more (of a minimum: less; of a return: of value lacking) would bring; 0 where it does not bind.
/// </param>
/// <param name="PriceOfLess">
/// Value that one unit less (of a minimum: more) would take; the same where the price is unique, null where no
/// allocation keeps less.
/// </param>
public sealed record LimitUse(
    string Name, string Kind, double Bound, double? Used, double Price, double? PriceOfLess);
