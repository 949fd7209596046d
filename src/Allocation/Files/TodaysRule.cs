namespace WorldModel.Allocation.Files;

/// <summary>What is done today, by the same estimates, in currency.</summary>
/// <param name="Value">Value of what is given today.</param>
/// <param name="Spend">Its cost.</param>
/// <param name="Over">Value of the allocation over it; the two may spend differently.</param>
/// <param name="OverAtSameSpend">Value over it of the best allocation for what today's rule spends.</param>
public sealed record TodaysRule(double Value, decimal Spend, double Over, double OverAtSameSpend)
{
    internal static TodaysRule? Of(UpliftTable uplifts, AllocationPlan plan, Frontier frontier)
    {
        if (uplifts.Today is not { } today) return null;
        var (spend, value) = (0L, default(CompensatedSum));
        for (var option = 0; option < today.Length; option++)
        {
            if (!today[option]) continue;
            spend += uplifts.Options.CostMicros[option];
            value.Add(uplifts.Options.Value[option]);
        }

        return new TodaysRule(
            value.Value, Micros.ToUnits(spend), plan.Value - value.Value, frontier.At(spend).Value - value.Value);
    }
}

/// <summary>What ten percent more budget would bring.</summary>
/// <param name="Budget">That budget.</param>
/// <param name="Value">The value it adds.</param>
/// <param name="Spend">What of it would be spent.</param>
public sealed record MoreBudget(decimal Budget, double Value, decimal Spend);
