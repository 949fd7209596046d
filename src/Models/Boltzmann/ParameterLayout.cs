namespace WorldModel.Models.Boltzmann;

/// <summary>Where each weight matrix and bias stands in one flat vector: W_1 .. W_L, then b_0 .. b_L.</summary>
internal sealed class ParameterLayout
{
    private readonly int[] _layers;
    private readonly int[] _weights;
    private readonly int[] _biases;

    public ParameterLayout(ReadOnlySpan<int> layers)
    {
        _layers = layers.ToArray();
        _weights = new int[layers.Length];
        _biases = new int[layers.Length];
        for (var l = 1; l < layers.Length; l++)
        {
            _weights[l] = Length;
            Length += layers[l - 1] * layers[l];
        }

        WeightsLength = Length;
        for (var l = 0; l < layers.Length; l++)
        {
            _biases[l] = Length;
            Length += layers[l];
        }
    }

    public int Length { get; }

    /// <summary>The couplings are the first numbers of the vector.</summary>
    public int WeightsLength { get; }

    public ReadOnlySpan<int> Layers => _layers;

    public int Top => _layers.Length - 1;

    public Span<float> Weights(Span<float> vector, int layer) =>
        vector.Slice(_weights[layer], _layers[layer - 1] * _layers[layer]);

    public Span<float> Biases(Span<float> vector, int layer) => vector.Slice(_biases[layer], _layers[layer]);
}
