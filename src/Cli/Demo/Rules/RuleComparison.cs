using WorldModel.Numerics;

namespace WorldModel.Cli.Demo.Rules;

/// <summary>
/// Plans judged by the truth. Intervals resample consumers, the same draws for every plan, so that differences are
/// paired; a plan's choices stay as they are.
/// </summary>
internal static class RuleComparison
{
    private const int Draws = 2_000;
    private const double Tail = 0.05;

    /// <param name="plans">The allocation first.</param>
    /// <param name="truth">True values.</param>
    /// <param name="seed">Of the draws.</param>
    public static RuleScore[] Score(IReadOnlyList<(Plan Plan, RuleKind Kind)> plans, OptionGrid truth, ulong seed)
    {
        var delivered = plans.Select(p => p.Plan.Delivered(truth)).ToArray();
        var sums = Resample(delivered, truth.Consumers, seed);
        return [.. plans.Index().Select(p => ScoreOf(p.Item.Plan, p.Item.Kind, p.Index))];

        RuleScore ScoreOf(Plan plan, RuleKind kind, int at)
        {
            var (low, high) = Interval(sums[at]);
            var (aheadLow, aheadHigh) = Interval([.. sums[0].Zip(sums[at], (own, other) => own - other)]);
            return new RuleScore(plan.Name, kind, plan.Spend(truth), delivered[at].Sum(), low, high, plan.Claimed,
                delivered[0].Sum() - delivered[at].Sum(), aheadLow, aheadHigh);
        }
    }

    /// <summary>Sums of each plan's values over resampled consumers, shape (plans)(draws).</summary>
    private static double[][] Resample(double[][] delivered, int consumers, ulong seed)
    {
        var sums = delivered.Select(_ => new double[Draws]).ToArray();
        Parallel.For(0, Draws, draw =>
        {
            var random = new RandomStream(seed, (ulong)draw);
            for (var i = 0; i < consumers; i++)
            {
                var consumer = random.NextInt(consumers);
                for (var plan = 0; plan < delivered.Length; plan++)
                    sums[plan][draw] += delivered[plan][consumer];
            }
        });
        return sums;
    }

    private static (double Low, double High) Interval(double[] sums)
    {
        var sorted = sums.Order().ToArray();
        return (sorted[(int)(Tail * Draws)], sorted[(int)((1 - Tail) * Draws)]);
    }
}
