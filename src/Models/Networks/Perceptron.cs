using System.Numerics;
using WorldModel.Numerics;

namespace WorldModel.Models.Networks;

/// <summary>
/// A fully connected network in float32: rectified hidden layers, linear outputs; without hidden layers it is a linear
/// model. All parameters stand in one flat vector, layer by layer: weights (inputs x outputs, row-major), then biases.
/// One network serves one thread while it trains; what it computes does not depend on how rows are cut into batches.
/// </summary>
public sealed class Perceptron
{
    private readonly int[] _widths;
    private readonly int[] _start;
    private readonly PackedMatrix[] _weights;
    private readonly PackedMatrix[] _transposed;

    /// <param name="widths">Inputs, hidden layers, outputs: at least two numbers.</param>
    public Perceptron(params ReadOnlySpan<int> widths)
    {
        if (widths.Length < 2) throw new ArgumentException("expected at least inputs and outputs", nameof(widths));
        _widths = widths.ToArray();
        _start = new int[Layers + 1];
        _weights = new PackedMatrix[Layers];
        _transposed = new PackedMatrix[Layers];
        for (var layer = 0; layer < Layers; layer++)
        {
            var (inputs, outputs) = (_widths[layer], _widths[layer + 1]);
            _start[layer + 1] = _start[layer] + (inputs + 1) * outputs;
            _weights[layer] = new PackedMatrix(inputs, outputs);
            _transposed[layer] = new PackedMatrix(outputs, inputs);
        }

        Parameters = new float[_start[^1]];
    }

    /// <summary>Weight layers: hidden layers and one more.</summary>
    public int Layers => _widths.Length - 1;

    public int Inputs => _widths[0];

    public int Outputs => _widths[^1];

    /// <summary>After a change <see cref="Refresh"/> must be called before the next pass.</summary>
    public float[] Parameters { get; }

    /// <summary>Inputs, hidden layers, outputs.</summary>
    public ReadOnlySpan<int> Widths => _widths;

    /// <summary>Weights ~ N(0, 2 / inputs) into rectified layers (He et al. 2015), N(0, 1 / inputs)
    /// elsewhere.</summary>
    public static Perceptron Random(RandomStream random, params ReadOnlySpan<int> widths)
    {
        var network = new Perceptron(widths);
        for (var layer = 0; layer < network.Layers; layer++)
        {
            var scale = Math.Sqrt((layer < network.Layers - 1 ? 2.0 : 1.0) / network._widths[layer]);
            foreach (ref var weight in network.Weights(layer)) weight = (float)(scale * random.NextGaussian());
        }

        network.Refresh();
        return network;
    }

    /// <summary>Weights and biases uniform on +- 1 / sqrt(inputs): PyTorch's linear layers.</summary>
    public static Perceptron Uniform(RandomStream random, params ReadOnlySpan<int> widths)
    {
        var network = new Perceptron(widths);
        for (var layer = 0; layer < network.Layers; layer++)
        {
            var bound = 1 / Math.Sqrt(network._widths[layer]);
            foreach (ref var weight in network.Weights(layer)) weight = (float)(bound * (2 * random.NextDouble() - 1));
            foreach (ref var bias in network.Biases(layer)) bias = (float)(bound * (2 * random.NextDouble() - 1));
        }

        network.Refresh();
        return network;
    }

    public Perceptron Copy()
    {
        var copy = new Perceptron(_widths);
        Parameters.CopyTo(copy.Parameters, 0);
        copy.Refresh();
        return copy;
    }

    /// <summary>Takes over changed parameters.</summary>
    public void Refresh()
    {
        for (var layer = 0; layer < Layers; layer++)
        {
            _weights[layer].Write(0, Weights(layer), _widths[layer]);
            if (layer > 0) _transposed[layer].Write(0, Weights(layer), _widths[layer + 1], transposed: true);
        }
    }

    /// <summary>Computes the outputs of a batch; they and what <see cref="Backward"/> needs stay in the
    /// pass.</summary>
    /// <param name="inputs">Rows x <see cref="Inputs"/>.</param>
    /// <param name="rows">At most as many as the pass has room for.</param>
    /// <param name="pass">Room for the layers; its outputs are the result.</param>
    public void Forward(ReadOnlySpan<float> inputs, int rows, PerceptronPass pass)
    {
        pass.Begin(rows);
        for (var layer = 0; layer < Layers; layer++)
        {
            var last = layer == Layers - 1;
            Gemm.Multiply(
                layer == 0 ? inputs : pass.Layer(layer - 1), rows, _widths[layer], _weights[layer], Biases(layer), [],
                last ? Activation.Identity : Activation.Relu, pass.Layer(layer), _widths[layer + 1]);
            if (!last) pass.Dropout?.Apply(pass.Layer(layer));
        }
    }

    /// <summary>Adds the gradient of a loss to <paramref name="gradient"/>; rows are added in order.</summary>
    /// <param name="inputs">As given to <see cref="Forward"/>.</param>
    /// <param name="pass">As left by <see cref="Forward"/>.</param>
    /// <param name="outputGradient">The loss's gradient in the outputs, rows x <see cref="Outputs"/>.</param>
    /// <param name="gradient">As long as <see cref="Parameters"/>.</param>
    public void Backward(
        ReadOnlySpan<float> inputs, PerceptronPass pass, ReadOnlySpan<float> outputGradient, Span<float> gradient)
    {
        var rows = pass.Rows;
        var delta = outputGradient[..(rows * Outputs)];
        for (var layer = Layers - 1; layer >= 0; layer--)
        {
            var (width, outputs) = (_widths[layer], _widths[layer + 1]);
            var below = layer == 0 ? inputs : pass.Layer(layer - 1);
            Gemm.MultiplyTransposedA(
                below, rows, width, width, delta, outputs, outputs, gradient.Slice(_start[layer], width * outputs),
                outputs);
            AddColumns(delta, outputs, gradient.Slice(_start[layer] + width * outputs, outputs));
            if (layer == 0) return;
            var next = pass.Delta(layer - 1);
            Gemm.Multiply(delta, rows, outputs, _transposed[layer], [], [], Activation.Identity, next, width);
            Silence(next, below, pass.Dropout?.Scale ?? 1);
            delta = next;
        }
    }

    /// <summary>Where a layer's weights stand in the flat vector; its biases follow them.</summary>
    internal int Start(int layer) => _start[layer];

    /// <summary>A layer's weights, inputs x outputs.</summary>
    internal PackedMatrix Packed(int layer) => _weights[layer];

    /// <summary>The same, outputs x inputs; none for the first layer.</summary>
    internal PackedMatrix PackedTransposed(int layer) => _transposed[layer];

    internal static void AddColumns(ReadOnlySpan<float> rows, int width, Span<float> sums) =>
        VectorSums.AddRows(rows, rows.Length / width, width, sums);

    /// <summary>Slopes of units that were off become 0, the others are scaled.</summary>
    private static void Silence(Span<float> slopes, ReadOnlySpan<float> units, float scale)
    {
        var i = 0;
        for (; i <= slopes.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var on = Vector.GreaterThan(new Vector<float>(units[i..]), Vector<float>.Zero);
            Vector.ConditionalSelect(on, scale * new Vector<float>(slopes[i..]), Vector<float>.Zero)
                .CopyTo(slopes[i..]);
        }

        for (; i < slopes.Length; i++) slopes[i] = units[i] > 0 ? scale * slopes[i] : 0;
    }

    private Span<float> Weights(int layer) =>
        Parameters.AsSpan(_start[layer], _widths[layer] * _widths[layer + 1]);

    private Span<float> Biases(int layer) =>
        Parameters.AsSpan(_start[layer] + _widths[layer] * _widths[layer + 1], _widths[layer + 1]);
}
