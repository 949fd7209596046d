using WorldModel.Models.Trials;
using WorldModel.Numerics;

namespace WorldModel.Simulation.Trials;

/// <summary>
/// A stand-in for Criteo's uplift data with a known truth: twelve independent normal features of the published means
/// and standard deviations; value = conversion, cost = visit, a conversion needing a visit. Visits and conversions
/// are logistic in the features, curved, with effects that differ between consumers and grow with the arm, ever less
/// (dose 1 - (1 - j / (M - 1))^2 for arm j of M). Intercepts and effects are solved so that the first and the last
/// arm have the rates asked for.
/// <para>
/// Published: the features' moments, conversion .19 % and .31 %, and a mean visit rate of 4.6992 % with 85 % treated,
/// which fixes one of the arms' visit rates given the other; 3.82 % is assumed for control. That features are
/// independent and the shape of every effect are made up.
/// </para>
/// </summary>
public sealed class CriteoLikeWorld
{
    /// <summary>f0 to f11.</summary>
    public const int FeatureCount = 12;

    private const int CalibrationRows = 20_000;

    private static readonly double[] Means =
        [19.620, 10.070, 8.4466, 4.1789, 10.3388, 4.0285, -4.1554, 5.1018, 3.9336, 16.0276, 5.3334, -.17097];

    private static readonly double[] Spreads =
        [5.3775, .10476, .29932, 1.33665, .34331, .43110, 4.57791, 1.20525, .05666, 7.01898, .16823, .02283];

    private readonly double[][] _weights;
    private readonly double _visitBase;
    private readonly double _visitEffect;
    private readonly double _convertBase;
    private readonly double _convertEffect;

    /// <param name="arms">Two or more, arm 0 being no treatment.</param>
    /// <param name="seed">Of the weights.</param>
    /// <param name="times">How many times as frequent visits and conversions are as published.</param>
    public CriteoLikeWorld(int arms, ulong seed, double times = 1)
    {
        Arms = arms;
        var random = new RandomStream(seed, 2_000);
        _weights = [.. Enumerable.Range(0, 4).Select(_ => Direction(random))];
        var rows = new double[CalibrationRows][];
        for (var row = 0; row < rows.Length; row++) rows[row] = Traits(Draw(random));

        _visitBase = Solve(x => Mean(rows, z => Visit(z, 0, x, 0)), times * .0382);
        _visitEffect = Solve(x => Mean(rows, z => Visit(z, 1, _visitBase, x)), times * .0485);
        _convertBase = Solve(x => Mean(rows, z => Visit(z, 0) * Convert(z, 0, x, 0)), times * .0019);
        _convertEffect = Solve(x => Mean(rows, z => Visit(z, 1) * Convert(z, 1, _convertBase, x)), times * .0031);
    }

    public int Arms { get; }

    /// <summary>Draws consumers and gives each an arm at random.</summary>
    /// <param name="rows">Consumers.</param>
    /// <param name="random">Of everything about them.</param>
    /// <param name="shares">The arms' probabilities; null: equal. Criteo's own are .15 and .85.</param>
    public TrialSample Sample(int rows, RandomStream random, double[]? shares = null)
    {
        var features = new float[rows * FeatureCount];
        var arm = new int[rows];
        var (value, cost) = (new double[rows], new double[rows]);
        var truth = new ResponseTable(rows, Arms);
        for (var row = 0; row < rows; row++)
        {
            var x = Draw(random);
            for (var i = 0; i < FeatureCount; i++)
                features[row * FeatureCount + i] = (float)(Means[i] + Spreads[i] * x[i]);
            var traits = Traits(x);
            for (var j = 0; j < Arms; j++)
            {
                truth.Cost[row * Arms + j] = Visit(traits, Dose(j));
                truth.Value[row * Arms + j] = truth.Cost[row * Arms + j] * Convert(traits, Dose(j));
            }

            var drawn = arm[row] = ArmDraw.Of(random, Arms, shares);
            cost[row] = random.Bernoulli(Visit(traits, Dose(drawn))) ? 1 : 0;
            value[row] = cost[row] > 0 && random.Bernoulli(Convert(traits, Dose(drawn))) ? 1 : 0;
        }

        return new TrialSample(new TrialLog(FeatureCount, Arms, features, arm, value, cost), truth);
    }

    private double Dose(int arm)
    {
        var left = 1 - (double)arm / (Arms - 1);
        return 1 - left * left;
    }

    private double Visit(double[] traits, double dose) => Visit(traits, dose, _visitBase, _visitEffect);

    private double Convert(double[] traits, double dose) => Convert(traits, dose, _convertBase, _convertEffect);

    private static double Visit(double[] traits, double dose, double level, double effect) =>
        Logistic(level + traits[0] + effect * dose * Math.Exp(traits[1]));

    private static double Convert(double[] traits, double dose, double level, double effect) =>
        Logistic(level + traits[2] + effect * dose * Math.Exp(traits[3]));

    /// <summary>What moves visits, the effect on visits, conversions, the effect on conversions.</summary>
    private double[] Traits(double[] x) => Array.ConvertAll(_weights, weights =>
    {
        var (line, curve) = (0.0, 0.0);
        for (var i = 0; i < FeatureCount; i++)
        {
            line += weights[i] * x[i];
            curve += weights[i] * (x[i] * x[(i + 1) % FeatureCount]);
        }

        return .8 * line + .5 * curve;
    });

    private static double[] Draw(RandomStream random)
    {
        var x = new double[FeatureCount];
        foreach (ref var number in x.AsSpan()) number = random.NextGaussian();
        return x;
    }

    private static double[] Direction(RandomStream random)
    {
        var weights = Draw(random);
        var length = Math.Sqrt(weights.Sum(w => w * w));
        return Array.ConvertAll(weights, w => w / length);
    }

    private static double Mean(double[][] rows, Func<double[], double> rate) => rows.Average(rate);

    private static double Logistic(double x) => 1 / (1 + Math.Exp(-x));

    /// <summary>Where a rising function reaches a target.</summary>
    private static double Solve(Func<double, double> rate, double target)
    {
        var (low, high) = (-20.0, 20.0);
        for (var i = 0; i < 40; i++)
        {
            var middle = (low + high) / 2;
            if (rate(middle) < target) low = middle;
            else high = middle;
        }

        return low;
    }
}
