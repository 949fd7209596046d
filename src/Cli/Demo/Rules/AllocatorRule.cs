using WorldModel.Allocation;

namespace WorldModel.Cli.Demo.Rules;

/// <summary>The allocator on some estimate of the options' values; it claims what the estimate says.</summary>
internal static class AllocatorRule
{
    public static Plan Plan(string name, OptionGrid estimate, Func<int, string> idOf, double spend)
    {
        var allocation = Frontier.Of(Table(estimate, idOf)).At(ToMicros(spend));
        return Plan(name, estimate, allocation);
    }

    public static Plan Plan(string name, OptionGrid estimate, AllocationPlan allocation)
    {
        var chosen = new int[estimate.Consumers];
        for (var consumer = 0; consumer < chosen.Length; consumer++)
            chosen[consumer] = Array.IndexOf(estimate.Treatments, allocation.TreatmentOf(consumer));
        return new Plan(name, chosen, [.. chosen.Select(t => t < 0 ? 0.0 : 1.0)], allocation.Value);
    }

    public static OptionTable Table(OptionGrid estimate, Func<int, string> idOf)
    {
        var builder = new OptionTableBuilder();
        for (var consumer = 0; consumer < estimate.Consumers; consumer++)
        {
            for (var treatment = 0; treatment < estimate.Treatments.Length; treatment++)
                builder.Add(idOf(consumer), estimate.Treatments[treatment], estimate.Value(consumer, treatment),
                    ToMicros(estimate.Costs[treatment]));
        }
        return builder.Build();
    }

    public static long ToMicros(double units) =>
        Micros.From(units) ?? throw new ArgumentOutOfRangeException(nameof(units), units, "not an amount of money");
}
