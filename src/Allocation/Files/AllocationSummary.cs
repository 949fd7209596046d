using WorldModel.Allocation.Limits;

namespace WorldModel.Allocation.Files;

/// <summary>An allocation in a few figures, in currency.</summary>
/// <param name="Value">Value of the options taken.</param>
/// <param name="Spend">Their cost: exact, at most the budget.</param>
/// <param name="Dual">No allocation within the budget is worth more.</param>
/// <param name="Gap">Dual less value: at most <paramref name="LargestOption"/>.</param>
/// <param name="ShadowPrice">What the next unit of budget buys.</param>
/// <param name="Seconds">Time to solve for every budget and decide for this one, without files.</param>
/// <param name="Budget">The budget given.</param>
/// <param name="Consumers">Consumers in the file.</param>
/// <param name="Treated">Consumers who get something.</param>
/// <param name="LargestOption">The largest value of a single option that may be taken.</param>
public sealed record AllocationSummary(
    double Value, decimal Spend, double Dual, double Gap, double ShadowPrice, double Seconds, decimal Budget,
    int Consumers, int Treated, double LargestOption)
{
    /// <summary>The limits besides the budget alone, the budget first; empty where there are none.</summary>
    public IReadOnlyList<LimitUse> Limits { get; init; } = [];

    /// <summary>Null where the file does not say what is done today.</summary>
    public TodaysRule? Today { get; init; }

    /// <summary>Null where there can be no more.</summary>
    public MoreBudget? TenPercentMore { get; init; }

    /// <summary>Null where the file has no standard errors.</summary>
    public ValueClaim? Claim { get; init; }

    /// <summary>Consumers by <see cref="AllocationReasons"/>.</summary>
    public IReadOnlyDictionary<string, int> Reasons { get; init; } = new Dictionary<string, int>();

    public static AllocationSummary Of(AllocationPlan plan, double seconds)
    {
        var treated = 0;
        foreach (var option in plan.Taken) treated += option < 0 ? 0 : 1;
        return new AllocationSummary(
            plan.Value, Micros.ToUnits(plan.SpendMicros), plan.Dual, plan.Gap, plan.ShadowPrice, seconds,
            Micros.ToUnits(plan.BudgetMicros), plan.Table.Consumers.Count, treated, plan.LargestOption());
    }
}
