using WorldModel.Numerics;

namespace WorldModel.Models.Networks;

/// <summary>
/// Products of a network's derivatives with a direction in its parameters, without the matrices: J v, how its outputs
/// move, and H v, how a loss's gradient does (Pearlmutter 1994, forward over reverse). Exact but for the kinks of the
/// rectifiers, where the second derivative counts as 0. A product takes about twice the work of a gradient.
/// </summary>
public sealed class PerceptronCurvature
{
    private readonly Perceptron _network;
    private readonly PackedMatrix[] _direction;
    private readonly PackedMatrix[] _transposed;
    private readonly float[][] _tangents;
    private readonly float[][] _deltas;

    /// <param name="network">Its parameters may change between products.</param>
    /// <param name="mostRows">The largest batch.</param>
    public PerceptronCurvature(Perceptron network, int mostRows)
    {
        _network = network;
        var widths = network.Widths;
        _direction = new PackedMatrix[network.Layers];
        _transposed = new PackedMatrix[network.Layers];
        _tangents = new float[network.Layers][];
        _deltas = new float[network.Layers][];
        for (var layer = 0; layer < network.Layers; layer++)
        {
            _direction[layer] = new PackedMatrix(widths[layer], widths[layer + 1]);
            _transposed[layer] = new PackedMatrix(widths[layer + 1], widths[layer]);
            _tangents[layer] = new float[mostRows * widths[layer + 1]];
            _deltas[layer] = new float[mostRows * widths[layer + 1]];
        }
    }

    /// <summary>J v, rows x outputs.</summary>
    /// <param name="inputs">As given to <see cref="Perceptron.Forward"/>.</param>
    /// <param name="pass">As left by it.</param>
    /// <param name="direction">v, as long as the network's parameters.</param>
    public ReadOnlySpan<float> Outputs(
        ReadOnlySpan<float> inputs, PerceptronPass pass, ReadOnlySpan<float> direction)
    {
        var widths = _network.Widths;
        for (var layer = 0; layer < _network.Layers; layer++)
        {
            var (width, outputs, start) = (widths[layer], widths[layer + 1], _network.Start(layer));
            var weights = direction.Slice(start, width * outputs);
            _direction[layer].Write(0, weights, width);
            if (layer > 0) _transposed[layer].Write(0, weights, outputs, transposed: true);
            var tangent = Tangent(layer, pass.Rows);
            Gemm.Multiply(
                layer == 0 ? inputs : pass.Layer(layer - 1), pass.Rows, width, _direction[layer],
                direction.Slice(start + width * outputs, outputs), [], Activation.Identity, tangent, outputs);
            if (layer > 0)
            {
                Gemm.Multiply(
                    Tangent(layer - 1, pass.Rows), pass.Rows, width, _network.Packed(layer), [], tangent,
                    Activation.Identity, tangent, outputs);
            }

            if (layer < _network.Layers - 1) Mask(tangent, pass.Layer(layer));
        }

        return Tangent(_network.Layers - 1, pass.Rows);
    }

    /// <summary>H v of a loss that is a sum over outputs, each by itself.</summary>
    /// <param name="inputs">As given to <see cref="Perceptron.Forward"/>.</param>
    /// <param name="pass">As left by <see cref="Perceptron.Backward"/> with the same slopes.</param>
    /// <param name="slopes">The loss's first derivative in each output.</param>
    /// <param name="curvatures">Its second.</param>
    /// <param name="direction">v.</param>
    /// <param name="product">Overwritten.</param>
    public void Times(
        ReadOnlySpan<float> inputs, PerceptronPass pass, ReadOnlySpan<float> slopes, ReadOnlySpan<float> curvatures,
        ReadOnlySpan<float> direction, Span<float> product)
    {
        var widths = _network.Widths;
        var (rows, last) = (pass.Rows, _network.Layers - 1);
        var moved = Outputs(inputs, pass, direction);
        var tangent = Delta(last, rows);
        for (var i = 0; i < tangent.Length; i++) tangent[i] = curvatures[i] * moved[i];
        var delta = slopes[..tangent.Length];
        product.Clear();
        for (var layer = last; layer >= 0; layer--)
        {
            var (width, outputs, start) = (widths[layer], widths[layer + 1], _network.Start(layer));
            var below = layer == 0 ? inputs : pass.Layer(layer - 1);
            var weights = product.Slice(start, width * outputs);
            Gemm.MultiplyTransposedA(below, rows, width, width, tangent, outputs, outputs, weights, outputs);
            Perceptron.AddColumns(tangent, outputs, product.Slice(start + width * outputs, outputs));
            if (layer == 0) return;
            Gemm.MultiplyTransposedA(
                Tangent(layer - 1, rows), rows, width, width, delta, outputs, outputs, weights, outputs);
            var next = Delta(layer - 1, rows);
            Gemm.Multiply(
                delta, rows, outputs, _transposed[layer], [], [], Activation.Identity, next, width);
            Gemm.Multiply(
                tangent, rows, outputs, _network.PackedTransposed(layer), [], next, Activation.Identity, next, width);
            Mask(next, below);
            tangent = next;
            delta = pass.Delta(layer - 1);
        }
    }

    private static void Mask(Span<float> numbers, ReadOnlySpan<float> active)
    {
        for (var i = 0; i < numbers.Length; i++)
            if (!(active[i] > 0)) numbers[i] = 0;
    }

    private Span<float> Tangent(int layer, int rows) =>
        _tangents[layer].AsSpan(0, rows * _network.Widths[layer + 1]);

    private Span<float> Delta(int layer, int rows) => _deltas[layer].AsSpan(0, rows * _network.Widths[layer + 1]);
}
