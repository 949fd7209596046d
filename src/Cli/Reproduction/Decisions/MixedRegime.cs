using WorldModel.Allocation.DecisionFocused;
using WorldModel.Models.Networks;
using WorldModel.Models.Trials;
using WorldModel.Numerics;
using WorldModel.Simulation.Trials;

namespace WorldModel.Cli.Reproduction.Decisions;

/// <summary>
/// Few rows of an experiment beside many that a policy chose, by Bi-DFCL's recipe (hybrid data): of an experiment's
/// rows 5 % train a two-stage network; its decisions at 40 % of full spend are run over 50 %, of which the rows that
/// drew the arm decided are kept as observed; 5 % train as an experiment, 10 % validate. Fresh rows with their truth
/// take the place of the rest.
/// </summary>
internal static class MixedRegime
{
    private const int LeastOfAnArm = 20;
    private static readonly NetworkSize Logging = NetworkSize.All[^1];

    public static Regime Lbcf(double u, int rows, int testRows) => Of(
        FormattableString.Invariant($"lbcf u {u}, n {rows:N0}"), rows, testRows, (seed, draw) =>
        {
            var world = new LbcfWorld(u, (ulong)seed, draw);
            return (n, random) => world.Sample(n, random);
        });

    public static Regime Criteo(double times, int rows, int testRows) => Of(
        FormattableString.Invariant($"criteo-like, rates x {times}, n {rows:N0}"), rows, testRows, (seed, draw) =>
        {
            var world = new CriteoLikeWorld(2, (ulong)(seed + 100_000 * draw), times);
            return (n, random) => world.Sample(n, random, [.15, .85]);
        });

    private static Regime Of(
        string name, int rows, int testRows, Func<int, int, Func<int, RandomStream, TrialSample>> worldOf) => new(
        name,
        seed =>
        {
            for (var draw = 0; ; draw++)
            {
                var random = new RandomStream((ulong)seed, 7_000 + (ulong)draw);
                if (Draw(worldOf(seed, draw), random, rows, testRows, seed) is { } task)
                    return task with { Rejected = draw };
            }
        });

    /// <summary>Null where the oracle gains next to nothing, or the policy leaves an arm next to nobody.</summary>
    private static DecisionTask? Draw(
        Func<int, RandomStream, TrialSample> sample, RandomStream random, int rows, int testRows, int seed)
    {
        var (log, test) = (sample(rows * 7 / 10, random).Log, sample(testRows, random));
        var full = DecisionTask.FullSpend(test.Truth);
        TrialLog Part(int from, int to) => log.Select(
            [.. Enumerable.Range(rows * from / 100, rows * to / 100 - rows * from / 100)]);
        var task = new DecisionTask(
            Part(55, 60), Part(60, 70), test.Log, test.Truth, Array.ConvertAll(Regime.Shares, share => share * full));
        if (log.Arms > 2 && Regime.OracleGain(task) < Regime.OracleGainLeast) return null;
        var pool = Part(5, 55);
        var policy = Decisions(Part(0, 5), pool, task.Budgets[^1], seed);
        return pool.Agreeing(policy, LeastOfAnArm) is { } observed ? task with { Observed = observed } : null;
    }

    private static int[] Decisions(TrialLog pilot, TrialLog pool, double budget, int seed)
    {
        var cut = pilot.Rows * 3 / 4;
        var network = TwoStageTrainer.Train(
            pilot.Select([.. Enumerable.Range(0, cut)]),
            pilot.Select([.. Enumerable.Range(cut, pilot.Rows - cut)]),
            new NetworkRecipe(Logging.Hidden, (ulong)seed));
        var predicted = network.Predict(pool.Features);
        var path = PolicyPath.Of(predicted);
        return path.Arm(path.At(path.Running(predicted.Cost), budget * pool.Rows));
    }
}
