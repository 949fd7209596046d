using WorldModel.Numerics;

namespace WorldModel.Models.Boltzmann;

/// <summary>
/// For each stored layer l the packed matrix [W_l ; W_(l+1)^T] that takes its neighbours' units to its input, lower
/// neighbour first. The lowest stored layer has no lower part, the top no upper one.
/// </summary>
internal sealed class LayerCouplings
{
    private readonly LayerPlan _plan;
    private readonly int _first;
    private readonly PackedMatrix?[] _packed;
    private readonly float[][] _biases;

    public LayerCouplings(ReadOnlySpan<int> layers, int first)
    {
        _plan = new LayerPlan(layers, first);
        _first = first;
        _packed = new PackedMatrix?[layers.Length];
        _biases = new float[layers.Length][];
        for (var l = first; l < layers.Length; l++)
        {
            _biases[l] = new float[layers[l]];
            if (_plan.NeighbourUnits(l) > 0) _packed[l] = new PackedMatrix(_plan.NeighbourUnits(l), layers[l]);
        }
    }

    public LayerPlan Plan => _plan;

    /// <summary>
    /// Takes the layer's parameters; weights are <c>W_l</c> and <c>W_(l+1)</c>, empty where there is none.
    /// </summary>
    public void Load(int layer, ReadOnlySpan<float> lower, ReadOnlySpan<float> upper, ReadOnlySpan<float> bias)
    {
        bias.CopyTo(_biases[layer]);
        if (_packed[layer] is not { } packed) return;
        var below = layer > _first ? _plan.Units(layer - 1) : 0;
        if (below > 0) packed.Write(0, lower, below);
        if (layer < _plan.Top) packed.Write(below, upper, _plan.Units(layer + 1), transposed: true);
    }

    /// <summary>
    /// Writes activations of a layer into its columns of <paramref name="own"/> from the neighbours in
    /// <paramref name="other"/>; sums start at <paramref name="start"/> (rows x units) or, where empty, at the bias.
    /// </summary>
    public void Update(int layer, int rows, ReadOnlySpan<float> other, ReadOnlySpan<float> start, Span<float> own,
        KernelPath path, Activation activation = Activation.Sigmoid)
    {
        var neighbour = _plan.FirstNeighbour(layer);
        var input = other[_plan.Offset(neighbour)..];
        var output = own[_plan.Offset(layer)..];
        Gemm.Multiply(input, rows, _plan.Stride(neighbour), _packed[layer]!, start.IsEmpty ? _biases[layer] : [], start,
            activation, output, _plan.Stride(layer), path);
    }
}
