using WorldModel.Models.Trials;
using WorldModel.Numerics;

namespace WorldModel.Simulation.Trials;

/// <summary>
/// A world of four arms that a linear network can represent exactly, so that least squares are as good as anything can
/// be: where two stages must win. N(mean, sd), x ~ N(0, 1) four times:
/// <code>
/// value(A) ~ N(3 + b x + d_A (1 + g x) + .3 A h x, 4),  d = 0, 1, 1.7, 2.2
/// cost(A)  ~ A (2 + .3 k x) Uniform(.5, 1.5)
/// b, g, h, k: directions of length 1, drawn once
/// </code>
/// </summary>
public sealed class LinearWorld
{
    /// <summary>Arms 0 to 3.</summary>
    public const int Arms = 4;

    public const int FeatureCount = 4;

    private const double Noise = 4;

    private static readonly double[] Gains = [0, 1, 1.7, 2.2];

    private readonly double[] _level;
    private readonly double[] _gain;
    private readonly double[] _arm;
    private readonly double[] _cost;

    /// <param name="seed">Of the weights.</param>
    public LinearWorld(ulong seed)
    {
        var random = new RandomStream(seed, 3_000);
        (_level, _gain) = (Direction(random), Direction(random));
        (_arm, _cost) = (Direction(random), Direction(random));
    }

    /// <summary>Draws consumers and gives each an arm at random.</summary>
    /// <param name="rows">Consumers.</param>
    /// <param name="random">Of everything about them.</param>
    public TrialSample Sample(int rows, RandomStream random)
    {
        var features = new float[rows * FeatureCount];
        var arm = new int[rows];
        var (value, cost) = (new double[rows], new double[rows]);
        var truth = new ResponseTable(rows, Arms);
        for (var row = 0; row < rows; row++)
        {
            var x = new double[FeatureCount];
            foreach (ref var number in x.AsSpan()) number = random.NextGaussian();
            for (var i = 0; i < FeatureCount; i++) features[row * FeatureCount + i] = (float)x[i];
            for (var j = 0; j < Arms; j++)
            {
                truth.Value[row * Arms + j] = 3 + Along(_level, x) + Gains[j] * (1 + Along(_gain, x))
                    + .3 * j * Along(_arm, x);
                truth.Cost[row * Arms + j] = j * (2 + .3 * Along(_cost, x));
            }

            var drawn = arm[row] = ArmDraw.Of(random, Arms, null);
            value[row] = truth.Value[row * Arms + drawn] + Noise * random.NextGaussian();
            cost[row] = truth.Cost[row * Arms + drawn] * (.5 + random.NextDouble());
        }

        return new TrialSample(new TrialLog(FeatureCount, Arms, features, arm, value, cost), truth);
    }

    private static double Along(double[] direction, double[] x)
    {
        var sum = 0.0;
        for (var i = 0; i < x.Length; i++) sum += direction[i] * x[i];
        return sum;
    }

    private static double[] Direction(RandomStream random)
    {
        var weights = new double[FeatureCount];
        foreach (ref var weight in weights.AsSpan()) weight = random.NextGaussian();
        var length = Math.Sqrt(weights.Sum(w => w * w));
        return Array.ConvertAll(weights, w => w / length);
    }
}
