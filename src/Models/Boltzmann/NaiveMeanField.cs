using WorldModel.Numerics;

namespace WorldModel.Models.Boltzmann;

/// <summary>
/// The reference that <see cref="MeanField"/> equals bit for bit: one unit after the other, scalars only.
/// </summary>
public static class NaiveMeanField
{
    /// <summary>Belief (HiddenUnits) of one visible vector (VisibleUnits).</summary>
    public static void Infer(BoltzmannMachine machine, int sweeps, ReadOnlySpan<float> visible, Span<float> belief)
    {
        ArgumentNullException.ThrowIfNull(machine);
        var layers = new float[machine.HiddenLayers + 1][];
        layers[0] = visible.ToArray();
        for (var l = 1; l < layers.Length; l++) Array.Fill(layers[l] = new float[machine.Layers[l]], .5f);
        for (var sweep = 0; sweep < sweeps; sweep++)
            for (var l = 1; l < layers.Length; l++)
                UpdateLayer(machine, l, layers);
        foreach (var layer in layers.Skip(1))
        {
            layer.CopyTo(belief);
            belief = belief[layer.Length..];
        }
    }

    private static void UpdateLayer(BoltzmannMachine machine, int l, float[][] layers)
    {
        var (lower, own) = (layers[l - 1], layers[l]);
        var weights = machine.Weights(l);
        for (var unit = 0; unit < own.Length; unit++)
        {
            var sum = machine.Biases(l)[unit];
            for (var i = 0; i < lower.Length; i++)
                sum = MathF.FusedMultiplyAdd(lower[i], weights[i * own.Length + unit], sum);
            if (l + 1 < layers.Length)
            {
                var upper = layers[l + 1];
                var above = machine.Weights(l + 1);
                for (var j = 0; j < upper.Length; j++)
                    sum = MathF.FusedMultiplyAdd(upper[j], above[unit * upper.Length + j], sum);
            }

            own[unit] = Sigmoid.Value(sum);
        }
    }
}
