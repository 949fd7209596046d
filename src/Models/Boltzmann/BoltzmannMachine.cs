using WorldModel.Numerics;

namespace WorldModel.Models.Boltzmann;

/// <summary>
/// A deep Boltzmann machine (Salakhutdinov and Hinton 2009) of binary layers x_0 (visible), x_1 .. x_L (hidden), with
/// couplings between adjacent layers only: E(x) = - sum_l b_l . x_l - sum_l x_(l-1)^T W_l x_l. One hidden layer makes
/// it a restricted Boltzmann machine. Immutable: it keeps copies of what it is given.
/// </summary>
public sealed class BoltzmannMachine
{
    private readonly int[] _layers;
    private readonly Matrix[] _weights;
    private readonly float[][] _biases;

    /// <param name="weights">W_1 .. W_L; W_l has Layers[l-1] rows and Layers[l] columns.</param>
    /// <param name="biases">b_0 .. b_L; b_l has Layers[l] numbers.</param>
    public BoltzmannMachine(IReadOnlyList<Matrix> weights, IReadOnlyList<float[]> biases)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(biases);
        if (weights.Count == 0 || biases.Count != weights.Count + 1)
            throw new ArgumentException(
                $"expected one more bias vector than weights, got {biases.Count} and {weights.Count}", nameof(biases));
        for (var l = 0; l < weights.Count; l++) CheckLayer(l, weights[l], biases[l], biases[l + 1]);
        _layers = [.. biases.Select(bias => bias.Length)];
        _weights = [.. weights.Select(matrix => matrix.Clone())];
        _biases = [.. biases.Select(bias => (float[])bias.Clone())];
        HiddenUnits = _layers.Skip(1).Sum();
    }

    /// <summary>Units per layer, the visible one first: 72, 64, 32, 16.</summary>
    public ReadOnlySpan<int> Layers => _layers;

    public int VisibleUnits => _layers[0];

    public int HiddenLayers => _weights.Length;

    /// <summary>Units of all hidden layers together: the width of a belief.</summary>
    public int HiddenUnits { get; }

    /// <summary>W_layer (Layers[layer-1] x Layers[layer], row-major), layer from 1.</summary>
    public ReadOnlySpan<float> Weights(int layer) => _weights[layer - 1].Data;

    /// <summary>b_layer (Layers[layer]), layer 0 being the visible one.</summary>
    public ReadOnlySpan<float> Biases(int layer) => _biases[layer];

    private static void CheckLayer(int l, Matrix weights, float[] below, float[] above)
    {
        if (below.Length == 0 || above.Length == 0)
            throw new ArgumentException(
                $"layers {l} and {l + 1} have {below.Length} and {above.Length} units, expected at least one");
        if (weights.Rows != below.Length || weights.Columns != above.Length)
            throw new ArgumentException(
                $"W_{l + 1} is {weights.Rows} x {weights.Columns}, expected {below.Length} x {above.Length}");
        if (!AllFinite(weights.Data) || !AllFinite(below) || !AllFinite(above))
            throw new ArgumentException($"a weight or bias of layer {l + 1} is not a finite number");
    }

    private static bool AllFinite(float[] values) => Array.TrueForAll(values, float.IsFinite);
}
