using WorldModel.Numerics;
using WorldModel.Schema.Media;

namespace WorldModel.Models.MediaMix;

/// <summary>
/// A parametric Bayesian mix (Jin et al. 2017; returns as parameters as in Google's Meridian): geometric adstock and
/// Hill curves, a prior of every channel's return cut off at 0, a baseline with trend, season, covariates and a
/// drifting level, noise that may be correlated. Baseline weights and the noise's variance are integrated out exactly,
/// the rest is sampled: <see cref="BayesChain"/>. Results do not depend on the number of cores.
/// </summary>
public sealed class BayesLearner(BayesOptions options) : IMixLearner
{
    public string Model => options.PriorOnly ? "prior" : "bayes";

    public IFittedMix Learn(
        WeeklyTable table, MixPriors priors, ulong seed, Action<double>? progress = null,
        CancellationToken stop = default)
    {
        var problem = new BayesProblem(table, priors);
        if (options.PriorOnly)
            return new CurveMix(Model, table, problem.Baseline.Options, FromPrior(problem, seed));
        var kept = (options.Draws + options.Chains - 1) / options.Chains;
        var draws = new CurveDraw[options.Chains][];
        var returns = new double[options.Chains][][];
        Parallel.For(0, options.Chains, Slices.Options(0, stop), index =>
        {
            var chain = new BayesChain(problem, new RandomStream(seed, 500 + (ulong)index));
            (draws[index], returns[index]) = Run(chain, kept, share =>
            {
                if (index == 0) progress?.Invoke(share);
            }, stop);
        });
        var together = draws.SelectMany(own => own).Take(options.Draws).ToArray();
        return new CurveMix(Model, table, problem.Baseline.Options, together)
        {
            Convergence = Convergence(problem, returns),
        };
    }

    /// <summary>
    /// The largest split R-hat of a return; null where nothing was spent at all. A channel that never spent stays where
    /// its chains began: they need not agree on what is not asked.
    /// </summary>
    private static double? Convergence(BayesProblem problem, double[][][] returns) =>
        Enumerable.Range(0, problem.Spend.Length).Where(channel => problem.Spend[channel] > 0)
            .Max(channel => (double?)SplitRHat.Of([.. returns.Select(chain => chain[channel])]));

    private (CurveDraw[] Draws, double[][] Returns) Run(
        BayesChain chain, int kept, Action<double> progress, CancellationToken stop)
    {
        var draws = new List<CurveDraw>();
        var returns = new List<double>[chain.Channels];
        for (var i = 0; i < returns.Length; i++) returns[i] = [];
        var total = options.WarmUp + options.Sweeps;
        for (var sweep = 0; sweep < total; sweep++)
        {
            if (sweep % 50 == 0)
            {
                stop.ThrowIfCancellationRequested();
                progress((double)sweep / total);
            }

            chain.Sweep(tune: sweep < options.WarmUp);
            if (sweep < options.WarmUp) continue;
            for (var i = 0; i < returns.Length; i++) returns[i].Add(chain.Return(i));
            var due = (long)(sweep - options.WarmUp + 1) * kept / options.Sweeps;
            if (draws.Count < due) draws.Add(chain.Draw());
        }

        return ([.. draws], [.. returns.Select(own => own.ToArray())]);
    }

    private CurveDraw[] FromPrior(BayesProblem problem, ulong seed)
    {
        var random = new RandomStream(seed, 499);
        return [.. Enumerable.Range(0, options.Draws).Select(_ => BayesChain.FromPrior(problem, random))];
    }
}
