using WorldModel.Grains.Interfaces;

namespace WorldModel.Grains.Replaying;

/// <summary>
/// The nearest prices at which argmax(value - price x cost) is another option: where two lines of the envelope cross,
/// and then to the bit by asking the code that decides.
/// </summary>
internal static class PriceFlips
{
    /// <param name="options">Options as weighed; excluded ones are no matter.</param>
    /// <param name="chosen">The treatment chosen; one that is not among them is doing nothing.</param>
    /// <param name="price">The price decided by.</param>
    /// <param name="choose">The treatment that would be chosen at a price.</param>
    public static IReadOnlyList<PriceFlip> Of(
        IReadOnlyList<DecisionOption> options, string chosen, double price, Func<double, string> choose)
    {
        var open = options.Where(option => option is { ExcludedBy: null, Value: not null }).ToArray();
        var own = open.FirstOrDefault(option => option.Treatment == chosen);
        var (value, cost) = (own?.Value ?? 0, own?.Cost ?? 0);
        var crossings = open.Where(option => option != own)
            .Select(option => (Value: option.Value!.Value, option.Cost))
            .Append((Value: 0.0, Cost: 0.0))
            .Where(other => other.Cost != cost)
            .Select(other => (value - other.Value) / (cost - other.Cost)).ToArray();
        var flips = new List<PriceFlip>(2);
        if (crossings.Where(at => at <= price).DefaultIfEmpty(-1).Max() is var below and >= 0
            && Search(price, Math.Max(0, below - Slack(below)), chosen, choose) is { } lower)
            flips.Add(new PriceFlip(lower, false, choose(lower)));
        if (crossings.Where(at => at >= price).DefaultIfEmpty(-1).Min() is var above and >= 0
            && Search(price, above + Slack(above), chosen, choose) is { } upper)
            flips.Add(new PriceFlip(upper, true, choose(upper)));
        return flips;
    }

    /// <summary>Wide enough for what rounding moves a crossing by.</summary>
    private static double Slack(double crossing) => (1e-9 * crossing) + 1e-12;

    /// <summary>The price next to the one decided by, on the way to another, at which the choice differs.</summary>
    private static double? Search(double from, double to, string chosen, Func<double, string> choose)
    {
        if (choose(to) == chosen) return null;
        while (true)
        {
            var middle = from + ((to - from) / 2);
            if (middle == from || middle == to) return to;
            if (choose(middle) == chosen) from = middle;
            else to = middle;
        }
    }
}
