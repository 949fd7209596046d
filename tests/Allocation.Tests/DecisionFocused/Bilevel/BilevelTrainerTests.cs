using WorldModel.Allocation.DecisionFocused;
using WorldModel.Allocation.DecisionFocused.Bilevel;
using WorldModel.Models.Networks;
using WorldModel.Models.Trials;
using WorldModel.Numerics;

namespace WorldModel.Allocation.Tests.DecisionFocused.Bilevel;

/// <summary>
/// The arm adds x. Observed rows got it where y is above 0; the teacher is right about who did not need it and claims
/// - x for who did not get it, so that trusting it like what followed leaves a plane next to nothing to rank by.
/// </summary>
public sealed class BilevelTrainerTests
{
    private static readonly double[] Budgets = [.2];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_bridge_learns_from_the_experiment_not_to_trust_a_wrong_teacher(ulong seed)
    {
        var fixture = new Fixture(seed);
        var alone = fixture.Earned(BridgeKind.None, isImplicit: true);
        var bridged = fixture.Earned(BridgeKind.Counterfactual, isImplicit: true);
        var oneStep = fixture.Earned(BridgeKind.Counterfactual, isImplicit: false);
        Assert.True(bridged > alone + .05, $"seed {seed}: {alone:F3} without a bridge, {bridged:F3} with it");
        Assert.True(oneStep > alone + .02, $"seed {seed}: {alone:F3} without a bridge, {oneStep:F3} by one step");
    }

    [Fact]
    public void The_same_seed_trains_the_same_bits_and_a_bridge_of_each_kind_other_ones()
    {
        var fixture = new Fixture(3);
        float[] Run(BridgeKind kind) => fixture.Train(kind, true, 60).Network.Parameters;
        Assert.Equal(Run(BridgeKind.Counterfactual), Run(BridgeKind.Counterfactual));
        Assert.NotEqual(Run(BridgeKind.Counterfactual), Run(BridgeKind.None));
        Assert.NotEqual(Run(BridgeKind.Counterfactual), Run(BridgeKind.Factual));
    }

    private sealed class Fixture
    {
        private readonly TrialLog _trial;
        private readonly TrialLog _observed;
        private readonly ResponseTable _teacher;
        private readonly ResponseNetwork _start;

        public Fixture(ulong seed)
        {
            _trial = Draw(1_000, seed, (random, _) => random.NextInt(2));
            _observed = Draw(4_000, seed + 100, (_, y) => y > 0 ? 1 : 0);
            _teacher = new ResponseTable(_observed.Rows, 2);
            for (var row = 0; row < _observed.Rows; row++)
            {
                _teacher.Value[2 * row] = 1;
                _teacher.Value[2 * row + 1] = 1 - _observed.Features[2 * row];
                _teacher.Cost[2 * row + 1] = 1;
            }

            _start = TwoStageTrainer.Train(_trial, _trial, new NetworkRecipe([], seed) { Steps = 1 });
        }

        public double Earned(BridgeKind kind, bool isImplicit)
        {
            var test = Draw(4_000, 999, (random, _) => random.NextInt(2));
            var path = PolicyPath.Of(Train(kind, isImplicit, 800).Predict(test.Features));
            var value = new double[2 * test.Rows];
            var cost = new double[2 * test.Rows];
            for (var row = 0; row < test.Rows; row++)
                (value[2 * row + 1], cost[2 * row + 1]) = (test.Features[2 * row], 1);
            var at = path.At(path.Running(cost), Budgets[0] * test.Rows);
            return PolicyPath.Sum(path.Running(value), at) / test.Rows;
        }

        public ResponseNetwork Train(BridgeKind kind, bool isImplicit, int steps) =>
            new BilevelTrainer(_trial, TrialScores.Inverse(_trial), _observed, _teacher, Budgets).Train(
                _start,
                new BilevelRecipe(new DecisionRecipe(Surrogate.Ppl, .3, 1) { Steps = steps, LearningRate = .02f })
                {
                    Bridge = kind,
                    Implicit = isImplicit,
                }).Last();

        private static TrialLog Draw(int rows, ulong seed, Func<RandomStream, double, int> armOf)
        {
            var random = new RandomStream(seed);
            var (features, arm) = (new float[2 * rows], new int[rows]);
            var (value, cost) = (new double[rows], new double[rows]);
            for (var row = 0; row < rows; row++)
            {
                var (x, y) = (random.NextGaussian(), random.NextGaussian());
                (features[2 * row], features[2 * row + 1]) = ((float)x, (float)y);
                cost[row] = arm[row] = armOf(random, y);
                value[row] = 1 + arm[row] * x + .5 * random.NextGaussian();
            }

            return new TrialLog(2, 2, features, arm, value, cost);
        }
    }
}
