namespace WorldModel.Evaluation.Campaigns;

/// <summary>A budget, the value that it buys, and the price there: value bought by the next unit.</summary>
public readonly record struct BudgetPoint(double Budget, double Value, double Price);

/// <summary>
/// What another budget would buy, from points of a frontier. A frontier is concave, so a chord between two points lies
/// below it and a tangent above it: both are given, and no point beyond the last one is made up.
/// </summary>
/// <param name="Budget">The other budget.</param>
/// <param name="Least">Value gained at least: by the chords.</param>
/// <param name="Most">Value gained at most: by the tangents.</param>
public readonly record struct BudgetChange(double Budget, double Least, double Most)
{
    /// <param name="points">Points of the frontier, in any order.</param>
    /// <param name="budget">The budget there is.</param>
    /// <param name="factor">The other one over it, above 1.</param>
    /// <returns>Null where the points do not reach the budget there is.</returns>
    public static BudgetChange? Of(IEnumerable<BudgetPoint> points, double budget, double factor = 1.1)
    {
        var rising = points.OrderBy(point => point.Budget).ToArray();
        if (rising.Length == 0 || !(budget > 0)) return null;
        if (Chord(rising, budget) is not { } now) return null;
        var other = budget * factor;
        var most = Math.Max(0, Tangent(rising, other) - now);
        var least = (Chord(rising, other) ?? rising[^1].Value) - now;
        return new BudgetChange(other, Math.Clamp(least, 0, most), most);
    }

    /// <summary>Below the frontier; null outside the points.</summary>
    private static double? Chord(BudgetPoint[] rising, double budget)
    {
        if (budget > rising[^1].Budget) return rising[^1].Price <= 0 ? rising[^1].Value : null;
        var above = Array.FindIndex(rising, point => point.Budget >= budget);
        var (to, from) = (rising[above], above == 0 ? default : rising[above - 1]);
        var width = to.Budget - from.Budget;
        return width <= 0 ? to.Value : from.Value + (to.Value - from.Value) * (budget - from.Budget) / width;
    }

    /// <summary>Above the frontier: the lowest of all tangents.</summary>
    private static double Tangent(BudgetPoint[] rising, double budget) =>
        rising.Min(point => point.Value + Math.Max(0, point.Price) * (budget - point.Budget));
}
