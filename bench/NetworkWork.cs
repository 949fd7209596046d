using WorldModel.Models.Networks;
using WorldModel.Numerics;

namespace WorldModel.Bench;

/// <summary>Passes of a small network, forward and back, with what a descent step needs besides.</summary>
public sealed class NetworkWork
{
    /// <summary>Batches of 256 rows: what a two-stage training step takes.</summary>
    public const int Rows = 256;

    /// <summary>Networks of the study of decision-focused training: four features, four arms.</summary>
    public static readonly int[][] Shapes = [[4, 8], [4, 8, 8], [4, 64, 32, 8]];

    private readonly Perceptron _network;
    private readonly PerceptronPass _pass;
    private readonly Adam _adam;
    private readonly float[] _inputs;
    private readonly float[] _slopes;
    private readonly float[] _gradient;

    public NetworkWork(int[] widths)
    {
        var random = new RandomStream(4);
        _network = Perceptron.Random(random, widths);
        _pass = new PerceptronPass(_network, Rows);
        _adam = new Adam(_network.Parameters.Length, 1e-6f);
        _inputs = new float[Rows * widths[0]];
        _slopes = new float[Rows * widths[^1]];
        _gradient = new float[_network.Parameters.Length];
        random.Fill(_inputs);
        random.Fill(_slopes);
        for (var i = 0; i + 1 < widths.Length; i++)
        {
            var weights = (long)Rows * widths[i] * widths[i + 1];

            // Forward, gradient of the weights, and above the first layer the gradient of the inputs.
            MultiplyAdds += weights * (i > 0 ? 3 : 2);
        }
    }

    /// <summary>Of one step, products only.</summary>
    public long MultiplyAdds { get; }

    public void Steps(int times)
    {
        for (; times > 0; times--)
        {
            Array.Clear(_gradient);
            _network.Forward(_inputs, Rows, _pass);
            _network.Backward(_inputs, _pass, _slopes, _gradient);
            _adam.Step(_network.Parameters, _gradient);
            _network.Refresh();
        }
    }
}
