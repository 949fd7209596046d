using WorldModel.Models.Networks;
using WorldModel.Models.Trials;
using WorldModel.Numerics;

namespace WorldModel.Models.Tests.Networks;

public sealed class TwoStageTrainerTests
{
    [Fact]
    public void A_linear_network_recovers_linear_responses_in_units_of_currency()
    {
        var log = Linear(4_000, 1);
        var network = TwoStageTrainer.Train(log, Linear(1_000, 2), new NetworkRecipe([], 3));
        float[] row = [1, -1];
        var predicted = network.Predict(row);
        Assert.Equal(10 + 1, predicted.Value[0], .25);
        Assert.Equal(10 + 1 + 5 - 3, predicted.Value[1], .25);
        Assert.Equal(0, predicted.Cost[0], .05);
        Assert.Equal(2 + 1, predicted.Cost[1], .05);
    }

    [Fact]
    public void The_same_seed_trains_the_same_bits_and_hidden_layers_learn_a_curve()
    {
        var (log, held) = (Curved(4_000, 1), Curved(1_000, 2));
        var recipe = new NetworkRecipe([16], 3) { Steps = 600 };
        var first = TwoStageTrainer.Train(log, held, recipe);
        Assert.Equal(first.Network.Parameters, TwoStageTrainer.Train(log, held, recipe).Network.Parameters);

        var linear = TwoStageTrainer.Train(log, held, recipe with { Hidden = [] });
        Assert.True(Loss(first, held) < .5 * Loss(linear, held));
        var more = TwoStageTrainer.Continue(first, log, 100, recipe, 1e-3f);
        Assert.NotEqual(first.Network.Parameters, more.Network.Parameters);
    }

    private static double Loss(ResponseNetwork network, TrialLog log)
    {
        var outputs = new float[log.Rows * 2 * log.Arms];
        network.Outputs(network.Scaling.Apply(log.Features), outputs);
        return new PredictionLoss(log, network.Scale).Add([.. Enumerable.Range(0, log.Rows)], outputs, []);
    }

    /// <summary>Value 10 + x0 in arm 0, 5 + 3 x1 more in arm 1, noise 1; cost 0 and 2 + x0.</summary>
    private static TrialLog Linear(int rows, ulong seed) => Draw(
        rows, seed, (x, arm, noise) => 10 + x[0] + arm * (5 + 3 * x[1]) + noise, (x, arm) => arm * (2 + x[0]));

    private static TrialLog Curved(int rows, ulong seed) => Draw(
        rows, seed, (x, arm, noise) => 2 * x[0] * x[0] + arm * x[1] * x[1] + .1 * noise, (x, arm) => arm * x[0] * x[0]);

    private static TrialLog Draw(
        int rows, ulong seed, Func<float[], int, double, double> value, Func<float[], int, double> cost)
    {
        var random = new RandomStream(seed);
        var (features, arms) = (new float[rows * 2], new int[rows]);
        var (values, costs) = (new double[rows], new double[rows]);
        for (var row = 0; row < rows; row++)
        {
            float[] x = [(float)random.NextGaussian(), (float)random.NextGaussian()];
            x.CopyTo(features, row * 2);
            arms[row] = random.NextInt(2);
            values[row] = value(x, arms[row], random.NextGaussian());
            costs[row] = cost(x, arms[row]);
        }

        return new TrialLog(2, 2, features, arms, values, costs);
    }
}
