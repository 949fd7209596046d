using WorldModel.Models.Networks;
using WorldModel.Numerics;

namespace WorldModel.Models.Tests.Networks;

public sealed class PerceptronTests
{
    public static TheoryData<int[]> Shapes =>
        new((int[])[4, 8], (int[])[4, 8, 8], (int[])[5, 64, 32, 10], (int[])[12, 17, 3, 4]);

    [Theory]
    [MemberData(nameof(Shapes))]
    public void It_computes_what_the_naive_network_does(int[] widths)
    {
        var (network, inputs) = Draw(widths, rows: 37);
        var pass = new PerceptronPass(network, 64);
        network.Forward(inputs, 37, pass);
        var parameters = NaivePerceptron.Parameters(network);
        for (var row = 0; row < 37; row++)
        {
            var expected = NaivePerceptron.Outputs(widths, parameters, inputs.AsSpan(row * widths[0], widths[0]));
            for (var j = 0; j < widths[^1]; j++) Assert.Equal(expected[j], pass.Outputs[row * widths[^1] + j], 1e-4);
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_row_has_the_same_bits_alone_and_in_a_batch(int[] widths)
    {
        var (network, inputs) = Draw(widths, rows: 37);
        var (batch, alone) = (new PerceptronPass(network, 37), new PerceptronPass(network, 1));
        network.Forward(inputs, 37, batch);
        for (var row = 0; row < 37; row++)
        {
            network.Forward(inputs.AsSpan(row * widths[0], widths[0]), 1, alone);
            Assert.Equal(alone.Outputs.ToArray(), batch.Outputs.Slice(row * widths[^1], widths[^1]).ToArray());
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Its_gradient_is_that_of_finite_differences_in_double(int[] widths)
    {
        const int Rows = 29;
        const double Step = 1e-6;
        var (network, inputs) = Draw(widths, Rows);
        var random = new RandomStream(5);
        var weight = new float[Rows * widths[^1]];
        foreach (ref var w in weight.AsSpan()) w = (float)random.NextGaussian();

        var pass = new PerceptronPass(network, Rows);
        var gradient = new float[network.Parameters.Length];
        network.Forward(inputs, Rows, pass);
        network.Backward(inputs, pass, weight, gradient);

        var parameters = NaivePerceptron.Parameters(network);
        for (var i = 0; i < parameters.Length; i += 1 + parameters.Length / 200)
        {
            var middle = parameters[i];
            parameters[i] = middle + Step;
            var above = Weighted(widths, parameters, inputs, weight);
            parameters[i] = middle - Step;
            var below = Weighted(widths, parameters, inputs, weight);
            parameters[i] = middle;
            Assert.Equal((above - below) / (2 * Step), gradient[i], 2e-3 * (1 + Math.Abs(gradient[i])));
        }
    }

    [Fact]
    public void Batches_hold_every_row_once_with_its_own_features()
    {
        float[] features = [.. Enumerable.Range(0, 101 * 3).Select(i => (float)i)];
        var batches = new RowBatches(features, 3, 32, new RandomStream(1));
        batches.Shuffle();
        var seen = new HashSet<int>();
        for (var batch = 0; batch < batches.Count; batch++)
        {
            var of = batches.Features(batch).ToArray();
            var rows = batches.Rows(batch).ToArray();
            for (var i = 0; i < rows.Length; i++)
            {
                Assert.True(seen.Add(rows[i]));
                Assert.Equal(features.AsSpan(rows[i] * 3, 3).ToArray(), of.AsSpan(i * 3, 3).ToArray());
            }
        }

        Assert.Equal(101, seen.Count);
    }

    private static double Weighted(int[] widths, double[] parameters, float[] inputs, float[] weight)
    {
        var sum = 0.0;
        for (var row = 0; row < inputs.Length / widths[0]; row++)
        {
            var outputs = NaivePerceptron.Outputs(widths, parameters, inputs.AsSpan(row * widths[0], widths[0]));
            for (var j = 0; j < outputs.Length; j++) sum += weight[row * outputs.Length + j] * outputs[j];
        }

        return sum;
    }

    private static (Perceptron Network, float[] Inputs) Draw(int[] widths, int rows)
    {
        var random = new RandomStream(7, (ulong)widths.Length);
        var network = Perceptron.Random(random, widths);
        for (var i = 0; i < network.Parameters.Length; i++)
            if (network.Parameters[i] == 0) network.Parameters[i] = .1f * (float)random.NextGaussian();
        network.Refresh();
        var inputs = new float[rows * widths[0]];
        foreach (ref var input in inputs.AsSpan()) input = (float)random.NextGaussian();
        return (network, inputs);
    }
}
