using WorldModel.Numerics;

namespace WorldModel.Models.Boltzmann;

/// <summary>
/// Sums over rows of x_(l-1) x_l^T and of x_l, laid out as the parameters that they are the gradient of
/// (<see cref="ParameterLayout"/>).
/// </summary>
internal static class Statistics
{
    /// <summary>Adds the couplings of one pair of layers; each span starts at its layer's first column.</summary>
    public static void AddPair(
        ParameterLayout layout, Span<float> sums, int layer, int rows,
        ReadOnlySpan<float> lower, int lowerStride, ReadOnlySpan<float> upper, int upperStride)
    {
        var (n, m) = (layout.Layers[layer - 1], layout.Layers[layer]);
        Gemm.MultiplyTransposedA(lower, rows, n, lowerStride, upper, m, upperStride, layout.Weights(sums, layer), m);
    }

    /// <summary>Adds the units of one layer.</summary>
    public static void AddUnits(
        ParameterLayout layout, Span<float> sums, int layer, int rows, ReadOnlySpan<float> units, int stride)
    {
        VectorSums.AddRows(units, rows, stride, layout.Biases(sums, layer));
    }

    /// <summary>Adds visible vectors (rows x Layers[0]) and their beliefs (rows x all hidden units).</summary>
    public static void AddBeliefs(
        ParameterLayout layout, Span<float> sums, int rows, ReadOnlySpan<float> visible, ReadOnlySpan<float> belief)
    {
        var hiddenUnits = belief.Length / Math.Max(1, rows);
        var lower = visible;
        var upper = belief;
        var lowerStride = layout.Layers[0];
        AddUnits(layout, sums, 0, rows, visible, lowerStride);
        for (var l = 1; l <= layout.Top; l++)
        {
            AddPair(layout, sums, l, rows, lower, lowerStride, upper, hiddenUnits);
            AddUnits(layout, sums, l, rows, upper, hiddenUnits);
            lower = upper;
            lowerStride = hiddenUnits;
            if (l < layout.Top) upper = upper[layout.Layers[l]..];
        }
    }
}
