using WorldModel.Allocation;
using WorldModel.Grains.Interfaces;
using WorldModel.Grains.Money;

namespace WorldModel.Grains.Consumers;

/// <summary>A campaign's price, its cut through the order of steps, and the steps filled behind the cut.</summary>
internal sealed class DecisionRule
{
    private readonly Dictionary<string, int> _filled = new(StringComparer.Ordinal);

    public DecisionRule(double shadowPrice, IncrementMark cut, IncrementMark[] filled)
    {
        (ShadowPrice, Cut, Filled) = (shadowPrice, cut, filled);
        foreach (var mark in filled) _filled[mark.Consumer] = mark.Treatment;
    }

    /// <summary>Value bought by the next unit of budget.</summary>
    public double ShadowPrice { get; }

    public IncrementMark Cut { get; }

    public IncrementMark[] Filled { get; }

    /// <summary>How many of a consumer's hull steps are taken.</summary>
    public int Taken(string consumer, ReadOnlySpan<HullStep> steps)
    {
        var taken = 0;
        while (taken < steps.Length && IncrementOrder.Taken(steps[taken].Slope, consumer, steps[taken].Option, Cut))
            taken++;
        if (!_filled.TryGetValue(consumer, out var option)) return taken;
        for (var step = taken; step < steps.Length; step++)
        {
            if (steps[step].Option == option) return step + 1;
        }

        return taken;
    }

    /// <summary>The treatment that a row gets under the rule: -1 for nothing.</summary>
    public int Choose(CampaignColumns columns, int row, string consumer)
    {
        Span<HullStep> steps = stackalloc HullStep[columns.Options];
        steps = steps[..columns.Hull(row, steps)];
        var taken = Taken(consumer, steps);
        return taken == 0 ? HullStep.Nothing : steps[taken - 1].Option;
    }

    public bool Same(DecideOrder order) =>
        order.ShadowPrice.Equals(ShadowPrice) && order.Cut == Cut && order.Filled.SequenceEqual(Filled);
}
