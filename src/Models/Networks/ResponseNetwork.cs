using WorldModel.Models.Trials;

namespace WorldModel.Models.Networks;

/// <summary>
/// One network for all arms: from a row's features to its values under each arm, then its costs under each arm (Zhou
/// et al. 2024 and Bi-DFCL's marketing networks have this shape). The arms share every layer but the last.
/// </summary>
/// <param name="network">From features to 2 x <paramref name="arms"/> outputs, in the units of the scale.</param>
/// <param name="scaling">Of the features.</param>
/// <param name="scale">Of values and costs.</param>
/// <param name="arms">Arms, arm 0 included.</param>
public sealed class ResponseNetwork(Perceptron network, FeatureScaling scaling, ResponseScale scale, int arms)
{
    private const int Batch = 1_024;

    public Perceptron Network { get; } = network;

    public FeatureScaling Scaling { get; } = scaling;

    public ResponseScale Scale { get; } = scale;

    public int Arms { get; } = arms;

    /// <summary>The same inputs and units around other weights.</summary>
    public ResponseNetwork With(Perceptron network) => new(network, Scaling, Scale, Arms);

    /// <summary>Predicts values and costs in units of currency.</summary>
    /// <param name="features">Rows x features, as logged.</param>
    public ResponseTable Predict(ReadOnlySpan<float> features)
    {
        var scaled = Scaling.Apply(features);
        var rows = features.Length / Network.Inputs;
        var table = new ResponseTable(rows, Arms);
        var outputs = new float[rows * 2 * Arms];
        Outputs(scaled, outputs);
        for (var row = 0; row < rows; row++)
        {
            for (var arm = 0; arm < Arms; arm++)
            {
                var at = row * 2 * Arms + arm;
                table.Value[row * Arms + arm] = Scale.ValueMean + Scale.ValueSpread * outputs[at];
                table.Cost[row * Arms + arm] = Scale.CostMean + Scale.CostSpread * outputs[at + Arms];
            }
        }

        return table;
    }

    /// <summary>Outputs of scaled features, rows x 2 arms.</summary>
    public void Outputs(ReadOnlySpan<float> scaled, Span<float> outputs)
    {
        var (inputs, width) = (Network.Inputs, Network.Outputs);
        var rows = scaled.Length / inputs;
        var pass = new PerceptronPass(Network, Math.Min(Batch, Math.Max(rows, 1)));
        for (var row = 0; row < rows; row += Batch)
        {
            var count = Math.Min(Batch, rows - row);
            Network.Forward(scaled.Slice(row * inputs, count * inputs), count, pass);
            pass.Outputs.CopyTo(outputs[(row * width)..]);
        }
    }
}
