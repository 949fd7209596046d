namespace WorldModel.Models.Boltzmann;

/// <summary>
/// Where each layer's units stand. Layers of equal parity lie side by side in one buffer ([h1 | h3 | ..] and
/// [h2 | h4 | ..]), so that a layer's two neighbours are one contiguous row and its update is one product.
/// </summary>
internal sealed class LayerPlan
{
    private readonly int[] _layers;
    private readonly int[] _offsets;
    private readonly int[] _strides = new int[2];
    private readonly int _first;

    /// <param name="layers">Units per layer.</param>
    /// <param name="first">The first layer that is stored: 1 without the visible units, 0 with them.</param>
    public LayerPlan(ReadOnlySpan<int> layers, int first)
    {
        _layers = layers.ToArray();
        _first = first;
        _offsets = new int[layers.Length];
        for (var l = first; l < layers.Length; l++)
        {
            _offsets[l] = _strides[l & 1];
            _strides[l & 1] += layers[l];
        }
    }

    public int Top => _layers.Length - 1;

    public int Units(int layer) => _layers[layer];

    /// <summary>Floats per row in the buffer of this layer's parity.</summary>
    public int Stride(int layer) => _strides[layer & 1];

    /// <summary>The layer's first column in the buffer of its parity.</summary>
    public int Offset(int layer) => _offsets[layer];

    /// <summary>The first stored neighbour of a layer: the one below, or above where there is none below.</summary>
    public int FirstNeighbour(int layer) => layer > _first ? layer - 1 : layer + 1;

    /// <summary>Units of both stored neighbours.</summary>
    public int NeighbourUnits(int layer) =>
        (layer > _first ? _layers[layer - 1] : 0) + (layer < Top ? _layers[layer + 1] : 0);
}
