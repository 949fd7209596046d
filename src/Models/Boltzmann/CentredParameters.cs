using WorldModel.Numerics;

namespace WorldModel.Models.Boltzmann;

/// <summary>
/// Parameters under training, in centred form: the input of layer l is
/// b_l + W_l^T (x_(l-1) - offset_(l-1)) + W_(l+1) (x_(l+1) - offset_(l+1)). With all offsets zero it is the usual form.
/// </summary>
internal sealed class CentredParameters
{
    private readonly float[][] _offsets;
    private bool _hasOffsets;

    public CentredParameters(ReadOnlySpan<int> layers)
    {
        Layout = new ParameterLayout(layers);
        Vector = new float[Layout.Length];
        _offsets = [.. layers.ToArray().Select(units => new float[units])];
    }

    public ParameterLayout Layout { get; }

    public float[] Vector { get; }

    public Span<float> Weights(int layer) => Layout.Weights(Vector, layer);

    public Span<float> Biases(int layer) => Layout.Biases(Vector, layer);

    public ReadOnlySpan<float> Offsets(int layer) => _offsets[layer];

    /// <summary>
    /// Moves the offsets of a layer and the biases of its neighbours so that the machine stays the same.
    /// </summary>
    public void MoveOffsets(int layer, ReadOnlySpan<float> target, float share)
    {
        _hasOffsets = true;
        var offsets = _offsets[layer];
        var move = new float[offsets.Length];
        for (var i = 0; i < move.Length; i++) move[i] = share * (target[i] - offsets[i]);
        for (var i = 0; i < move.Length; i++) offsets[i] += move[i];
        if (layer > 0) AddProduct(Weights(layer), move, Biases(layer - 1), 1);
        if (layer < Layout.Top) AddTransposedProduct(Weights(layer + 1), move, Biases(layer + 1), 1);
    }

    /// <summary>
    /// Sets the offsets of a layer and nothing else; the machine changes unless its couplings are zero.
    /// </summary>
    public void SetOffsets(int layer, ReadOnlySpan<float> offsets)
    {
        _hasOffsets = true;
        offsets.CopyTo(_offsets[layer]);
    }

    /// <summary>b_layer -= W_(layer+1) mean: takes out what the layer above adds on average.</summary>
    public void LessenBiases(int layer, ReadOnlySpan<float> upperMeans) =>
        AddProduct(Weights(layer + 1), upperMeans, Biases(layer), -1);

    /// <summary>Biases of the usual form: b_l - W_l^T offset_(l-1) - W_(l+1) offset_(l+1).</summary>
    public float[] UsualBiases(int layer)
    {
        var biases = Biases(layer).ToArray();
        if (!_hasOffsets) return biases;
        if (layer > 0) AddTransposedProduct(Weights(layer), _offsets[layer - 1], biases, -1);
        if (layer < Layout.Top) AddProduct(Weights(layer + 1), _offsets[layer + 1], biases, -1);
        return biases;
    }

    public BoltzmannMachine ToMachine()
    {
        var layers = Layout.Layers.ToArray();
        var weights = Enumerable.Range(1, Layout.Top).Select(
            l => new Matrix(layers[l - 1], layers[l], Weights(l).ToArray()));
        return new BoltzmannMachine([.. weights], [.. Enumerable.Range(0, layers.Length).Select(UsualBiases)]);
    }

    /// <summary>y (rows) += sign W (rows x columns) x (columns).</summary>
    private static void AddProduct(ReadOnlySpan<float> weights, ReadOnlySpan<float> x, Span<float> y, float sign)
    {
        for (var row = 0; row < y.Length; row++)
        {
            var sum = 0f;
            for (var column = 0; column < x.Length; column++) sum += weights[row * x.Length + column] * x[column];
            y[row] += sign * sum;
        }
    }

    /// <summary>y (columns) += sign W^T x (rows).</summary>
    private static void AddTransposedProduct(
        ReadOnlySpan<float> weights, ReadOnlySpan<float> x, Span<float> y, float sign)
    {
        for (var row = 0; row < x.Length; row++)
            for (var column = 0; column < y.Length; column++)
                y[column] += sign * weights[row * y.Length + column] * x[row];
    }
}
