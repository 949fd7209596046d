using WorldModel.Allocation.DecisionFocused;
using WorldModel.Numerics;
using WorldModel.Simulation.Trials;

namespace WorldModel.Cli.Reproduction.Decisions;

/// <summary>Where tasks are drawn from: a world with its sizes, or a table with its splits.</summary>
/// <param name="Name">Unique within a study.</param>
/// <param name="Draw">The task of a seed: the same on every machine.</param>
internal sealed record Regime(string Name, Func<int, DecisionTask> Draw)
{
    internal const double OracleGainLeast = .05;
    internal static readonly double[] Shares = [.05, .15, .4];

    /// <summary>LBCF's world; draws of weights whose oracle gains next to nothing are thrown away.</summary>
    public static Regime Lbcf(double u, int rows, int testRows, double[]? arms = null) => new(
        FormattableString.Invariant($"u {u}, n {rows:N0}") + (arms is null ? "" : ", uneven arms"),
        seed =>
        {
            for (var draw = 0; ; draw++)
            {
                var world = new LbcfWorld(u, (ulong)seed, draw);
                var task = Split((n, random) => world.Sample(n, random, arms), rows, testRows, seed, draw);
                if (OracleGain(task) >= OracleGainLeast) return task with { Rejected = draw };
            }
        });

    /// <summary>A world of Criteo's moments; a tenth more or less frequent as asked.</summary>
    public static Regime Criteo(int arms, double times, int rows, int testRows) => new(
        FormattableString.Invariant($"{arms} arms, rates x {times}, n {rows:N0}"),
        seed =>
        {
            var world = new CriteoLikeWorld(arms, (ulong)seed, times);
            double[]? shares = arms == 2 ? [.15, .85] : null;
            return Split((n, random) => world.Sample(n, random, shares), rows, testRows, seed, 0);
        });

    /// <summary>A world that every network can represent: where two stages must win.</summary>
    public static Regime Linear(int rows, int testRows) => new(
        FormattableString.Invariant($"linear world, n {rows:N0}"),
        seed =>
        {
            var world = new LinearWorld((ulong)seed);
            return Split(world.Sample, rows, testRows, seed, 0);
        });

    /// <summary>
    /// The oracle's incremental value at the middle budget, in standard deviations of the logged value: below 5 %
    /// there is nothing that a method could be better or worse at.
    /// </summary>
    public static double OracleGain(DecisionTask task)
    {
        var values = task.Train.Value;
        var mean = values.Average();
        var spread = Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
        return task.Earned(PolicyPath.Of(task.Judge))[task.Budgets.Length / 2] / spread;
    }

    /// <summary>Three quarters to train, one to validate, fresh rows to test; budgets 5, 15 and 40 % of full
    /// spend.</summary>
    private static DecisionTask Split(
        Func<int, RandomStream, TrialSample> sample, int rows, int testRows, int seed, int draw)
    {
        var random = new RandomStream((ulong)seed, 5_000 + (ulong)draw);
        var (log, test) = (sample(rows, random).Log, sample(testRows, random));
        var full = DecisionTask.FullSpend(test.Truth);
        var cut = rows * 3 / 4;
        return new DecisionTask(
            log.Select([.. Enumerable.Range(0, cut)]), log.Select([.. Enumerable.Range(cut, rows - cut)]), test.Log,
            test.Truth, Array.ConvertAll(Shares, share => share * full));
    }
}
