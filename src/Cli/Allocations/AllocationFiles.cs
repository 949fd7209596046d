using WorldModel.Allocation;
using WorldModel.Cli.Files;

namespace WorldModel.Cli.Allocations;

/// <summary>Writes who gets what, and what every other budget would have bought.</summary>
internal static class AllocationFiles
{
    private const int MostPoints = 100_000;

    /// <summary>One row a consumer that gets something.</summary>
    public static long WriteDecisions(AllocationPlan plan, string path)
    {
        using var file = new CsvFile(path, "consumer", "treatment", "value", "cost");
        var count = 0L;
        for (var consumer = 0; consumer < plan.Table.Consumers.Count; consumer++)
        {
            if (plan.Taken[consumer] is not (>= 0 and var option))
                continue;
            file.Field(plan.Table.Consumers[consumer]).Field(plan.Table.Treatments[plan.Table.Treatment[option]])
                .Field(plan.Table.Value[option]).Field(Micros.ToUnits(plan.Table.CostMicros[option])).EndRow();
            count++;
        }
        return count;
    }

    /// <summary>The frontier's corners; above a hundred thousand of them as many, evenly spread.</summary>
    public static void WriteFrontier(Frontier frontier, string path)
    {
        using var file = new CsvFile(path, "budget", "value", "shadowPrice");
        foreach (var point in frontier.Points(MostPoints))
            file.Field(Micros.ToUnits(point.BudgetMicros)).Field(point.Value).Field(point.ShadowPrice).EndRow();
    }
}
