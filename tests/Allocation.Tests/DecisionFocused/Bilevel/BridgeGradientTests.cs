using WorldModel.Allocation.DecisionFocused;
using WorldModel.Allocation.DecisionFocused.Bilevel;
using WorldModel.Models.Networks;
using WorldModel.Models.Trials;
using WorldModel.Numerics;

namespace WorldModel.Allocation.Tests.DecisionFocused.Bilevel;

/// <summary>
/// With a linear network and a linear bridge the lower level is weighted least squares, an output each: solved in
/// double precision, its optimum can be moved by finite differences of the bridge.
/// </summary>
public sealed class BridgeGradientTests
{
    private const int Rows = 60;
    private const int Features = 3;
    private const int Arms = 2;
    private const int Outputs = 2 * Arms;
    private const double Step = 1e-5;
    private static readonly ResponseScale Plain = new(0, 1, 0, 1);

    public static TheoryData<ulong, BridgeKind> Draws
    {
        get
        {
            var data = new TheoryData<ulong, BridgeKind>();
            for (var seed = 1UL; seed <= 5; seed++)
            {
                data.Add(seed, BridgeKind.Counterfactual);
                data.Add(seed, BridgeKind.Factual);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Draws))]
    public void The_implicit_gradient_is_that_of_finite_differences_through_the_optimum(ulong seed, BridgeKind kind)
    {
        var fixture = new Fixture(seed, kind);
        var gradient = fixture.Gradient(implicitly: true);
        for (var i = 0; i < gradient.Length; i++)
        {
            var expected = (fixture.Upper(i, Step) - fixture.Upper(i, -Step)) / (2 * Step);
            Assert.Equal(expected, gradient[i], 5e-3 * (.1 + Math.Abs(expected)));
        }
    }

    [Fact]
    public void Through_one_step_it_is_another_gradient_and_without_a_bridge_there_is_none()
    {
        var fixture = new Fixture(1, BridgeKind.Counterfactual);
        Assert.NotEqual(fixture.Gradient(implicitly: true), fixture.Gradient(implicitly: false));
        Assert.All(new Fixture(1, BridgeKind.None).Gradient(implicitly: true), slope => Assert.Equal(0, slope));
    }

    private sealed class Fixture
    {
        private readonly TrialLog _log;
        private readonly ResponseTable _teacher = new(Rows, Arms);
        private readonly Perceptron _bridge;
        private readonly float[] _upper;
        private readonly BridgeKind _kind;

        public Fixture(ulong seed, BridgeKind kind)
        {
            var random = new RandomStream(seed, 77);
            float[] features = [.. Enumerable.Range(0, Rows * Features).Select(_ => (float)random.NextGaussian())];
            double[] Noise(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextGaussian())];
            int[] arm = [.. Enumerable.Range(0, Rows).Select(i => i < Arms ? i : random.NextInt(Arms))];
            _log = new TrialLog(Features, Arms, features, arm, Noise(Rows), Noise(Rows));
            Noise(Rows * Arms).CopyTo(_teacher.Value, 0);
            Noise(Rows * Arms).CopyTo(_teacher.Cost, 0);
            _bridge = Perceptron.Random(random, Features, Outputs);
            _upper = [.. Noise((Features + 1) * Outputs).Select(x => (float)x)];
            _kind = kind;
        }

        public float[] Gradient(bool implicitly)
        {
            var network = new Perceptron(Features, Outputs);
            var optimum = Optimum(_bridge.Parameters.Select(p => (double)p).ToArray());
            for (var i = 0; i < optimum.Length; i++) network.Parameters[i] = (float)optimum[i];
            network.Refresh();
            var loss = new BridgedLoss(_log, _teacher, Plain, _kind, _bridge, Rows);
            loss.Weigh([.. Enumerable.Range(0, Rows)], _log.Features);
            var recipe = new BilevelRecipe(new DecisionRecipe(Surrogate.Ppl, 1, 1))
            {
                Implicit = implicitly,
                Damping = 0,
                SolverSteps = 200,
            };
            var gradient = new float[_bridge.Parameters.Length];
            var products = new BridgeGradient(network, loss, recipe, Rows).Add(_log.Features, Rows, _upper, gradient);
            Assert.Equal(implicitly, products > 0);
            return gradient;
        }

        /// <summary>The upper loss, linear in the network, at the optimum under a bridge moved in one place.</summary>
        public double Upper(int moved, double by)
        {
            var bridge = _bridge.Parameters.Select(p => (double)p).ToArray();
            bridge[moved] += by;
            return Optimum(bridge).Zip(_upper, (x, u) => x * u).Sum();
        }

        private double[] Optimum(double[] bridge)
        {
            var parameters = new double[(Features + 1) * Outputs];
            for (var k = 0; k < Outputs; k++)
            {
                // Normal equations of features and a 1, solved by elimination.
                var system = new double[Features + 1, Features + 2];
                for (var row = 0; row < Rows; row++)
                {
                    double[] x =
                        [.. Enumerable.Range(0, Features).Select(f => (double)_log.Features[row * Features + f]), 1];
                    var got = _log.Arm[row] == k % Arms;
                    var raw = Enumerable.Range(0, Features + 1).Sum(f => x[f] * bridge[f * Outputs + k]);
                    var share = 1 / (1 + Math.Exp(-raw));
                    var weight = _kind == BridgeKind.Factual ? got ? 2 * share : 0 : got ? 1 : share;
                    var (values, costs) = (_teacher.Value, _teacher.Cost);
                    var label = k < Arms
                        ? got ? _log.Value[row] : values[row * Arms + k]
                        : got ? _log.Cost[row] : costs[row * Arms + k - Arms];
                    for (var i = 0; i <= Features; i++)
                    {
                        for (var j = 0; j <= Features; j++) system[i, j] += weight * x[i] * x[j];
                        system[i, Features + 1] += weight * x[i] * label;
                    }
                }

                var solved = Solve(system);
                for (var i = 0; i <= Features; i++) parameters[i * Outputs + k] = solved[i];
            }

            return parameters;
        }

        private static double[] Solve(double[,] system)
        {
            var size = system.GetLength(0);
            for (var pivot = 0; pivot < size; pivot++)
            {
                for (var row = 0; row < size; row++)
                {
                    if (row == pivot) continue;
                    var times = system[row, pivot] / system[pivot, pivot];
                    for (var column = pivot; column <= size; column++)
                        system[row, column] -= times * system[pivot, column];
                }
            }

            return [.. Enumerable.Range(0, size).Select(i => system[i, size] / system[i, i])];
        }
    }
}
