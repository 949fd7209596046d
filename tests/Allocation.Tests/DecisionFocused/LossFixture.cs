using WorldModel.Allocation.DecisionFocused;
using WorldModel.Numerics;

namespace WorldModel.Allocation.Tests.DecisionFocused;

/// <summary>Random outputs and scores of a small batch.</summary>
internal sealed class LossFixture
{
    public const int Rows = 40;
    public const int Arms = 4;
    public static readonly DecisionPrice Price = new(.7, .4);

    public LossFixture(ulong seed, bool allArms)
    {
        var random = new RandomStream(seed);
        Outputs = new double[Rows * 2 * Arms];
        foreach (ref var output in Outputs.AsSpan()) output = random.NextGaussian();
        var (value, cost) = (new double[Rows * Arms], new double[Rows * Arms]);
        var (arm, weight) = (new int[Rows], new double[Rows]);
        double[] shares = [.4, .3, .2, .1];
        for (var row = 0; row < Rows; row++)
        {
            arm[row] = random.NextInt(Arms);
            weight[row] = 1 / shares[arm[row]];
            for (var j = 0; j < Arms; j++)
            {
                var (r, c) = (random.NextGaussian(), random.NextDouble());
                if (!allArms && j != arm[row]) continue;
                value[row * Arms + j] = (allArms ? 1 : weight[row]) * r;
                cost[row * Arms + j] = (allArms ? 1 : weight[row]) * c;
            }
        }

        Batch = new DecisionBatch
        {
            Arms = Arms,
            Arm = arm,
            Weight = weight,
            Value = value,
            Cost = cost,
            AllArms = allArms,
        };
    }

    public double[] Outputs { get; }

    public DecisionBatch Batch { get; }

    public double[] Gradient(IDecisionLoss loss, DecisionPrice price)
    {
        var gradient = new double[Outputs.Length];
        loss.Add(Outputs, Batch, price, gradient);
        return gradient;
    }

    /// <summary>Central differences of a function of the outputs.</summary>
    public double[] Differences(Func<double[], double> function, double step = 1e-6)
    {
        var differences = new double[Outputs.Length];
        for (var i = 0; i < Outputs.Length; i++)
        {
            var (above, below) = ((double[])Outputs.Clone(), (double[])Outputs.Clone());
            above[i] += step;
            below[i] -= step;
            differences[i] = (function(above) - function(below)) / (2 * step);
        }

        return differences;
    }

    public static void Equal(double[] expected, double[] actual, double tolerance)
    {
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], tolerance);
    }

    /// <summary>r^ - lambda c^ of a row and an arm.</summary>
    public static double Margin(double[] outputs, int row, int arm) =>
        outputs[row * 2 * Arms + arm] - Price.Decide * outputs[row * 2 * Arms + Arms + arm];
}
