using WorldModel.Models.Trials;
using WorldModel.Numerics;

namespace WorldModel.Simulation.Trials;

/// <summary>
/// The four-arm world of value and cost of LBCF (Ai et al., WWW 2022, generateSimulationData.R), N(mean, sd):
/// <code>
/// H1 ~ N(.5, 1)  H2 ~ N(2 H1^2, 2.5)  H3 ~ N(2 H1 + 1.4 H2, 2)  H4 ~ N(-.5 + .7 H3 + .3 H2, 1)   U ~ N(3, 1.5 u)
/// unseen value(A) ~ N(U + A (w1 H2^2 + w2 H3^2 + w3 H4^2), .5 u)
/// cost(A)  ~ Uniform(A K / u, A K),  K = |w4 A H3^2 + U + w5 A H4|
/// w1, w2 ~ N(0, 1)  w3, w4 ~ N(2, 1)  w5 ~ N(4, 1)
/// </code>
/// The source draws the weights anew for its test set; here they are drawn once and shared, so that there is
/// something to learn.
/// </summary>
public sealed class LbcfWorld
{
    /// <summary>Arms 0 to 3.</summary>
    public const int Arms = 4;

    /// <summary>H1 to H4.</summary>
    public const int FeatureCount = 4;

    private readonly double[] _w;
    private readonly double _u;

    /// <param name="u">How noisy it is: 5, 10, 15 or 20 in the source.</param>
    /// <param name="seed">Of the weights.</param>
    /// <param name="draw">Which draw of weights with that seed.</param>
    public LbcfWorld(double u, ulong seed, int draw = 0)
    {
        _u = u;
        var random = new RandomStream(seed, 1_000 + (ulong)draw);
        double[] means = [0, 0, 2, 2, 4];
        _w = Array.ConvertAll(means, mean => mean + random.NextGaussian());
    }

    /// <summary>Draws consumers and gives each an arm at random.</summary>
    /// <param name="rows">Consumers.</param>
    /// <param name="random">Of everything about them.</param>
    /// <param name="shares">The arms' probabilities; null: equal.</param>
    public TrialSample Sample(int rows, RandomStream random, double[]? shares = null)
    {
        var features = new float[rows * FeatureCount];
        var arm = new int[rows];
        var (value, cost) = (new double[rows], new double[rows]);
        var truth = new ResponseTable(rows, Arms);
        for (var row = 0; row < rows; row++)
        {
            var h = Features(random);
            for (var i = 0; i < FeatureCount; i++) features[row * FeatureCount + i] = (float)h[i];
            var latent = 3 + 1.5 * _u * random.NextGaussian();
            var drawn = arm[row] = ArmDraw.Of(random, Arms, shares);
            value[row] = latent + drawn * Gain(h) + .5 * _u * random.NextGaussian();
            var most = drawn * Math.Abs(CostLevel(h, drawn) + latent);
            cost[row] = most * (1 / _u + (1 - 1 / _u) * random.NextDouble());
            Expect(h, truth, row);
        }

        return new TrialSample(new TrialLog(FeatureCount, Arms, features, arm, value, cost), truth);
    }

    private static double[] Features(RandomStream random)
    {
        var h1 = .5 + random.NextGaussian();
        var h2 = 2 * h1 * h1 + 2.5 * random.NextGaussian();
        var h3 = 2 * h1 + 1.4 * h2 + 2 * random.NextGaussian();
        var h4 = -.5 + .7 * h3 + .3 * h2 + random.NextGaussian();
        return [h1, h2, h3, h4];
    }

    private double Gain(double[] h) => _w[0] * h[1] * h[1] + _w[1] * h[2] * h[2] + _w[2] * h[3] * h[3];

    /// <summary>K without the latent U and the sign.</summary>
    private double CostLevel(double[] h, int arm) => _w[3] * arm * h[2] * h[2] + _w[4] * arm * h[3];

    private void Expect(double[] h, ResponseTable truth, int row)
    {
        for (var arm = 0; arm < Arms; arm++)
        {
            truth.Value[row * Arms + arm] = 3 + arm * Gain(h);
            var level = NormalDistribution.FoldedMean(3 + CostLevel(h, arm), 1.5 * _u);
            truth.Cost[row * Arms + arm] = arm * level * (1 + 1 / _u) / 2;
        }
    }
}
