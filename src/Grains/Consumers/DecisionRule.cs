using WorldModel.Allocation;
using WorldModel.Grains.Interfaces;
using WorldModel.Grains.Money;

namespace WorldModel.Grains.Consumers;

/// <summary>A campaign's price, its cut through the order of steps, and what is filled behind the cut.</summary>
internal sealed class DecisionRule(double shadowPrice, IncrementMark cut, FillBand[] filled)
{
    /// <summary>Value bought by the next unit of budget.</summary>
    public double ShadowPrice => shadowPrice;

    public IncrementMark Cut => cut;

    public FillBand[] Filled => filled;

    /// <summary>How many of a consumer's hull steps are taken.</summary>
    public int Taken(string consumer, ReadOnlySpan<HullStep> steps, ReadOnlySpan<long> costs)
    {
        var taken = 0;
        while (taken < steps.Length && IncrementOrder.Taken(steps[taken].Slope, consumer, steps[taken].Option, cut))
            taken++;
        while (taken < steps.Length && Fills(consumer, steps[taken], costs)) taken++;
        return taken;
    }

    /// <summary>The treatment that a row gets under the rule: -1 for nothing.</summary>
    public int Choose(CampaignColumns columns, int row, string consumer)
    {
        Span<HullStep> steps = stackalloc HullStep[columns.Options];
        steps = steps[..columns.Hull(row, steps)];
        var taken = Taken(consumer, steps, columns.Costs(row));
        return taken == 0 ? HullStep.Nothing : steps[taken - 1].Option;
    }

    public bool Same(DecideOrder order) =>
        order.ShadowPrice.Equals(ShadowPrice) && order.Cut == Cut && order.Filled.SequenceEqual(Filled);

    private bool Fills(string consumer, HullStep step, ReadOnlySpan<long> costs)
    {
        foreach (var band in filled)
        {
            if (IncrementOrder.Taken(step.Slope, consumer, step.Option, band.Through))
                return HullMoney.Cost(step, costs) <= band.MostMicros;
        }

        return false;
    }
}
