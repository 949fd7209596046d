using FsCheck;
using FsCheck.Fluent;

namespace WorldModel.Allocation.Tests;

/// <summary>
/// Small knapsacks full of what goes wrong: few distinct values and costs (ties, options in one line, dominated ones),
/// zero costs, negative values, consumers without options, ids out of order.
/// </summary>
public static class SmallInstances
{
    public static Arbitrary<SmallInstance> Arbitrary() => Instances().ToArbitrary();

    private static Gen<SmallInstance> Instances() =>
        from consumers in Gen.Choose(0, 5)
        from options in Options().ListOf(consumers)
        from budget in Gen.Choose(0, 14)
        from reversed in Gen.Elements(false, true)
        select new SmallInstance([.. options.Select(row => row.ToArray())], budget * Micros.PerUnit / 2, reversed);

    private static Gen<List<(double Value, long CostMicros)>> Options() =>
        from count in Gen.Choose(0, 4)
        from options in Option().ListOf(count)
        select options.ToList();

    private static Gen<(double Value, long CostMicros)> Option() =>
        Gen.OneOf(
            from value in Gen.Choose(-2, 4)
            from cost in Gen.Choose(0, 4)
            select ((double)value, cost * Micros.PerUnit),
            from value in Gen.Choose(-1000, 9999)
            from cost in Gen.Choose(0, 3_000_000)
            select (value / 1000.0, (long)cost));
}

/// <summary>Options per consumer, and a budget.</summary>
public sealed record SmallInstance((double Value, long CostMicros)[][] Options, long BudgetMicros, bool Reversed)
{
    public OptionTable Table()
    {
        var builder = new OptionTableBuilder();
        for (var place = 0; place < Options.Length; place++)
        {
            var consumer = Reversed ? Options.Length - 1 - place : place;
            for (var option = 0; option < Options[consumer].Length; option++)
            {
                var (value, cost) = Options[consumer][option];
                builder.Add($"consumer {consumer}", $"treatment {option}", value, cost);
            }
        }

        return builder.Build();
    }

    public override string ToString() =>
        $"budget {BudgetMicros}, reversed {Reversed}: " +
        string.Join("; ", Options.Select(row => string.Join(", ", row.Select(o => $"{o.Value}@{o.CostMicros}"))));
}
