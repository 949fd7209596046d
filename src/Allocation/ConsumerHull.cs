using System.Numerics;

namespace WorldModel.Allocation;

/// <summary>
/// The upper convex hull of one consumer's options in the plane of cost and value, the free option of doing nothing
/// (0, 0) included, as steps of falling slope. What the hull leaves out is in no basic optimal solution of the LP
/// relaxation of the multiple-choice knapsack (Sinha and Zoltners 1979). A gift-wrapping walk: for n options and h
/// steps it takes n(h + 1) comparisons, sorts nothing and allocates nothing.
/// </summary>
public static class ConsumerHull
{
    /// <summary>Walks the hull. Values are in units of currency, so slopes are value per unit of cost.</summary>
    /// <param name="values">The options' values: finite, may be negative.</param>
    /// <param name="costMicros">The options' costs: not negative.</param>
    /// <param name="steps">Room for as many steps as there are options.</param>
    /// <returns>How many steps there are: none where no option is worth anything.</returns>
    public static int Build(ReadOnlySpan<double> values, ReadOnlySpan<long> costMicros, Span<HullStep> steps) =>
        Build(values, costMicros, Micros.PerUnit, steps);

    /// <summary>The same with values in micros, as shards keep them: slopes are micros per micro.</summary>
    public static int Build(ReadOnlySpan<long> valueMicros, ReadOnlySpan<long> costMicros, Span<HullStep> steps) =>
        Build(valueMicros, costMicros, 1, steps);

    /// <summary>How many of the steps are worth more than a price: the option of the last one is taken.</summary>
    public static int TakenAbove(ReadOnlySpan<HullStep> steps, double price)
    {
        var taken = 0;
        while (taken < steps.Length && steps[taken].Slope > price) taken++;
        return taken;
    }

    private static int Build<T>(ReadOnlySpan<T> values, ReadOnlySpan<long> costs, double unit, Span<HullStep> steps)
        where T : struct, INumber<T>
    {
        var count = 0;
        var at = HullStep.Nothing;
        while (true)
        {
            var step = Steepest(values, costs, unit, at);
            if (step.Option < 0) return count;

            // Options in one line may seem bent by the last bit of a rounded slope: they are one step then.
            while (count > 0 && step.Slope >= steps[count - 1].Slope)
            {
                step = Between(values, costs, unit, steps[--count].From, step.Option);
            }

            steps[count++] = step;
            at = step.Option;
        }
    }

    /// <summary>
    /// The steepest step up from an option. Slopes are compared by cross products, so that one division a step is
    /// left; what their rounding lets through is put right by whoever calls.
    /// </summary>
    private static HullStep Steepest<T>(ReadOnlySpan<T> values, ReadOnlySpan<long> costs, double unit, int from)
        where T : struct, INumber<T>
    {
        var value = from < 0 ? T.Zero : values[from];
        var cost = from < 0 ? 0 : costs[from];
        var best = HullStep.Nothing;
        var (up, over) = (0.0, 0.0);
        for (var option = 0; option < values.Length; option++)
        {
            if (!(values[option] > value) || costs[option] < cost) continue;
            var rise = double.CreateTruncating(values[option] - value);
            var run = (double)(costs[option] - cost);
            var (left, right) = (rise * over, up * run);

            // Of options in one line the farthest; of two that are the same the first.
            if (best >= 0 && !(left > right) && !(left == right && rise > up)) continue;
            (best, up, over) = (option, rise, run);
        }

        return best < 0 ? new HullStep(from, best, 0) : Between(values, costs, unit, from, best);
    }

    private static HullStep Between<T>(
        ReadOnlySpan<T> values, ReadOnlySpan<long> costs, double unit, int from, int to)
        where T : struct, INumber<T>
    {
        var value = from < 0 ? T.Zero : values[from];
        var cost = from < 0 ? 0 : costs[from];
        return new HullStep(from, to, Slope(values[to] - value, costs[to] - cost, unit));
    }

    private static double Slope<T>(T value, long costMicros, double unit)
        where T : struct, INumber<T> => double.CreateTruncating(value) / (costMicros / unit);
}
