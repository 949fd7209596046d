using WorldModel.Allocation.Limits;

namespace WorldModel.Allocation.Files;

/// <summary>Why a consumer gets what it gets.</summary>
public static class AllocationReasons
{
    /// <summary>Net worth that rounding alone may leave, as a share of the value.</summary>
    private const double Rounding = 1e-9;

    public const string Chosen = "chosen";

    /// <summary>No option is worth more than nothing.</summary>
    public const string NoGain = "no-gain";

    /// <summary>No option is worth its cost at the budget's price, or what was left did not pay for it.</summary>
    public const string OverPrice = "over-price";

    /// <summary>An option is worth its cost at the budget's price, but another limit leaves no room.</summary>
    public const string Capped = "capped";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Chosen, NoGain, OverPrice, Capped];

    /// <summary>Whether any limit but the budget keeps options back; a minimum spend only asks for more.</summary>
    public static bool MayCap(IReadOnlyList<LimitUse> uses) =>
        uses.Any(use => use.Name != "budget" && use.Kind != nameof(LimitKind.MinSpend));

    public static string Of(AllocationPlan plan, int consumer, bool mayCap)
    {
        if (plan.Taken[consumer] >= 0) return Chosen;
        var table = plan.Table;
        var isGain = false;
        for (var option = table.Start[consumer]; option < table.Start[consumer + 1]; option++)
        {
            if (!(table.Value[option] > 0)) continue;
            isGain = true;
            if (mayCap && Net(plan, option) > Rounding * table.Value[option]) return Capped;
        }

        return isGain ? OverPrice : NoGain;
    }

    /// <summary>What an option is worth over its cost at the budget's price.</summary>
    public static double Net(AllocationPlan plan, int option)
    {
        var cost = Micros.ToDouble(plan.Table.CostMicros[option]);
        return cost == 0 ? plan.Table.Value[option] : plan.Table.Value[option] - plan.ShadowPrice * cost;
    }
}
