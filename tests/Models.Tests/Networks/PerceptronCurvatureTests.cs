using WorldModel.Models.Networks;
using WorldModel.Numerics;

namespace WorldModel.Models.Tests.Networks;

/// <summary>Held to finite differences of the naive network in double precision.</summary>
public sealed class PerceptronCurvatureTests
{
    private const int Rows = 23;
    private const double Step = 1e-5;

    public static TheoryData<int[], ulong> Shapes
    {
        get
        {
            var data = new TheoryData<int[], ulong>();
            foreach (var widths in (int[][])[[4, 8], [4, 8, 8], [5, 64, 32, 10], [12, 17, 3, 4]])
                for (var seed = 1UL; seed <= 5; seed++) data.Add(widths, seed);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Outputs_move_as_finite_differences_say(int[] widths, ulong seed)
    {
        var fixture = new Fixture(widths, seed);
        var moved = fixture.Curvature.Outputs(fixture.Inputs, fixture.Pass, fixture.Direction).ToArray();
        var (above, below) = (fixture.Outputs(Step), fixture.Outputs(-Step));
        for (var i = 0; i < moved.Length; i++)
        {
            var expected = (above[i] - below[i]) / (2 * Step);
            Assert.Equal(expected, moved[i], 1e-3 * (1 + Math.Abs(expected)));
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void The_gradient_of_weighted_squares_moves_as_finite_differences_say(int[] widths, ulong seed)
    {
        var fixture = new Fixture(widths, seed);
        var gradient = new float[fixture.Network.Parameters.Length];
        fixture.Network.Backward(fixture.Inputs, fixture.Pass, fixture.Slopes, gradient);
        var product = new float[gradient.Length];
        fixture.Curvature.Times(
            fixture.Inputs, fixture.Pass, fixture.Slopes, fixture.Curvatures, fixture.Direction, product);

        // Along random probes u: u' H v is the second difference of the loss in u and v.
        var random = new RandomStream(seed, 9);
        for (var probe = 0; probe < 5; probe++)
        {
            var along = fixture.Draw(random);
            var expected = (fixture.Loss(Step, along, Step) - fixture.Loss(Step, along, -Step)
                - fixture.Loss(-Step, along, Step) + fixture.Loss(-Step, along, -Step)) / (4 * Step * Step);
            var actual = product.Zip(along, (p, u) => (double)p * u).Sum();
            Assert.Equal(expected, actual, 5e-3 * (1 + Math.Abs(expected)));
        }
    }

    [Fact]
    public void It_is_symmetric()
    {
        var fixture = new Fixture([6, 16, 12, 8], 3);
        var gradient = new float[fixture.Network.Parameters.Length];
        fixture.Network.Backward(fixture.Inputs, fixture.Pass, fixture.Slopes, gradient);
        var other = fixture.Draw(new RandomStream(4));
        double Between(float[] u, float[] v)
        {
            var product = new float[u.Length];
            fixture.Curvature.Times(
                fixture.Inputs, fixture.Pass, fixture.Slopes, fixture.Curvatures, v, product);
            return product.Zip(u, (p, x) => (double)p * x).Sum();
        }

        var (one, two) = (Between(fixture.Direction, other), Between(other, fixture.Direction));
        Assert.Equal(one, two, 1e-4 * (1 + Math.Abs(one)));
    }

    /// <summary>A network, rows, and a loss sum w (o - y)^2 of its outputs.</summary>
    private sealed class Fixture
    {
        private readonly double[] _labels;
        private readonly int[] _widths;

        public Fixture(int[] widths, ulong seed)
        {
            var random = new RandomStream(seed, 8);
            _widths = widths;
            Network = Perceptron.Random(random, widths);
            for (var i = 0; i < Network.Parameters.Length; i++)
                if (Network.Parameters[i] == 0) Network.Parameters[i] = .1f * (float)random.NextGaussian();
            Network.Refresh();
            Inputs = [.. Enumerable.Range(0, Rows * widths[0]).Select(_ => (float)random.NextGaussian())];
            Direction = Draw(random);
            _labels = [.. Enumerable.Range(0, Rows * widths[^1]).Select(_ => random.NextGaussian())];
            Curvatures = [.. _labels.Select(_ => 2 * (float)random.NextDouble())];
            Pass = new PerceptronPass(Network, 32);
            Curvature = new PerceptronCurvature(Network, 32);
            Network.Forward(Inputs, Rows, Pass);
            Slopes = [.. Pass.Outputs.ToArray().Select((o, i) => (float)(Curvatures[i] * (o - _labels[i])))];
        }

        public Perceptron Network { get; }

        public PerceptronPass Pass { get; }

        public PerceptronCurvature Curvature { get; }

        public float[] Inputs { get; }

        public float[] Direction { get; }

        public float[] Slopes { get; }

        public float[] Curvatures { get; }

        public float[] Draw(RandomStream random) =>
            [.. Network.Parameters.Select(_ => (float)random.NextGaussian() / MathF.Sqrt(Network.Parameters.Length))];

        public double[] Outputs(double step, float[]? along = null, double other = 0)
        {
            double[] at = [.. NaivePerceptron.Parameters(Network)
                .Select((p, i) => p + step * Direction[i] + other * (along?[i] ?? 0))];
            return [.. Enumerable.Range(0, Rows).SelectMany(row =>
                NaivePerceptron.Outputs(_widths, at, Inputs.AsSpan(row * _widths[0], _widths[0])))];
        }

        public double Loss(double step, float[] along, double other) => Outputs(step, along, other)
            .Select((o, i) => Curvatures[i] / 2 * (o - _labels[i]) * (o - _labels[i])).Sum();
    }
}
