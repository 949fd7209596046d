using WorldModel.Numerics;
using WorldModel.Schema.Media;

namespace WorldModel.Models.MediaMix;

/// <summary>
/// Ridge regression with adstock and Hill transforms chosen on time-ordered hold-out, as open MMM tools do it: one
/// channel's transform after the other on a grid by the error in the last two quarters of the fitted weeks, each
/// forecast from the weeks before it; then the penalty. Weights are not negative. Intervals come of residuals drawn in
/// blocks and take the transforms as known, so they are too narrow by what choosing them adds.
/// </summary>
public sealed class RidgeLearner(RidgeOptions options) : IMixLearner
{
    public string Model => "ridge";

    public IFittedMix Learn(
        WeeklyTable table, MixPriors priors, ulong seed, Action<double>? progress = null,
        CancellationToken stop = default)
    {
        var scale = new MixScale(table);
        var (transforms, penalty) = Choose(table, scale, progress, stop);
        var problem = new RidgeProblem(table, scale, table.Weeks);
        for (var channel = 0; channel < transforms.Length; channel++)
            problem.Set(channel, Pressure(table, scale, channel, transforms[channel]));
        var free = problem.Solve(penalty);
        var noise = problem.SquaredError(free, 0, table.Weeks);
        var weights = problem.Solve(penalty, null, priors, noise);
        var draws = Draw(table, problem, weights, new RandomStream(seed, 71), resampled =>
        {
            var drawn = problem.Solve(penalty, resampled, priors, noise);
            return new CurveDraw(transforms, drawn, problem.BaselineWeights(drawn, resampled));
        });
        progress?.Invoke(1);
        return new CurveMix(Model, table, problem.Baseline.Options, draws);
    }

    private (MediaTransform[] Transforms, double Penalty) Choose(
        WeeklyTable table, MixScale scale, Action<double>? progress, CancellationToken stop)
    {
        var quarter = Math.Min(13, table.Weeks / 6);
        var folds = new[] { table.Weeks - 2 * quarter, table.Weeks - quarter }
            .Select(train => (Problem: new RidgeProblem(table, scale, train), Train: train)).ToArray();
        var penalty = options.Penalties[options.Penalties.Length / 2];
        var best = new MediaTransform[table.Channels.Length];
        for (var channel = 0; channel < best.Length; channel++) Use(channel, new MediaTransform(.4, 1.5, 1));
        var least = Error();
        for (var step = 0; step < options.Passes * best.Length; step++)
        {
            stop.ThrowIfCancellationRequested();
            progress?.Invoke(.9 * step / (options.Passes * best.Length));
            var (channel, kept) = (step % best.Length, best[step % best.Length]);
            foreach (var candidate in Grid())
            {
                Use(channel, candidate);
                if (Error() is var error && error < least - 1e-12) (least, kept) = (error, candidate);
            }

            Use(channel, kept);
        }

        foreach (var candidate in options.Penalties)
        {
            var before = penalty;
            penalty = candidate;
            if (Error() is var error && error < least) least = error;
            else penalty = before;
        }

        return (best, penalty);

        void Use(int channel, MediaTransform transform)
        {
            best[channel] = transform;
            var pressure = Pressure(table, scale, channel, transform);
            foreach (var (problem, _) in folds) problem.Set(channel, pressure);
        }

        double Error() => folds.Sum(fold =>
            fold.Problem.SquaredError(fold.Problem.Solve(penalty), fold.Train, fold.Train + quarter));
    }

    private IEnumerable<MediaTransform> Grid() =>
        from decay in options.Decays
        from half in options.Halves
        from shape in options.Shapes
        select new MediaTransform(decay, half, shape);

    private CurveDraw[] Draw(
        WeeklyTable table, RidgeProblem problem, double[] weights, RandomStream random,
        Func<double[][], CurveDraw> refit)
    {
        var baseline = problem.BaselineWeights(weights);
        var expected = Enumerable.Range(0, table.Geos.Length)
            .Select(geo => problem.Expected(geo, weights, baseline)).ToArray();
        // Residuals of a fit are smaller than the noise by the parameters it took.
        var used = Math.Min(.5, (problem.Baseline.Count + weights.Length / (double)table.Geos.Length) / table.Weeks);
        var larger = 1 / Math.Sqrt(1 - used);
        var draws = new CurveDraw[options.Draws];
        for (var draw = 0; draw < draws.Length; draw++)
        {
            var resampled = expected.Select(weeks => (double[])weeks.Clone()).ToArray();
            for (var from = 0; from < table.Weeks; from += options.Block)
            {
                var source = random.NextInt(Math.Max(1, table.Weeks - options.Block + 1));
                for (var i = 0; i < options.Block && from + i < table.Weeks && source + i < table.Weeks; i++)
                {
                    for (var geo = 0; geo < resampled.Length; geo++)
                    {
                        resampled[geo][from + i] += larger
                            * (problem.Observed(geo)[source + i] - expected[geo][source + i]);
                    }
                }
            }

            draws[draw] = refit(resampled);
        }

        return draws;
    }

    /// <summary>A channel's pressure in all weeks, a series a geo.</summary>
    internal static double[][] Pressure(WeeklyTable table, MixScale scale, int channel, MediaTransform transform)
    {
        var spend = new double[table.Weeks];
        return [.. Enumerable.Range(0, table.Geos.Length).Select(geo =>
        {
            var pressure = new double[table.Weeks];
            table.CopySpend(geo, channel, spend);
            transform.Apply(spend, scale.Spend(geo, channel), pressure);
            return pressure;
        })];
    }
}
