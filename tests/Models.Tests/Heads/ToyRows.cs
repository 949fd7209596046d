using WorldModel.Models.Heads;
using WorldModel.Numerics;

namespace WorldModel.Models.Tests.Heads;

/// <summary>Rows of Gaussian columns after a constant, and outcomes of a known generalised linear model.</summary>
internal sealed class ToyRows : DesignRows
{
    private readonly float[] _values;

    public ToyRows(ulong seed, int rows, double[] truth, OutcomeFamily family)
    {
        (Rows, Features) = (rows, truth.Length);
        _values = new float[rows * truth.Length];
        Targets = new float[rows];
        var random = new RandomStream(seed);
        for (var row = 0; row < rows; row++)
        {
            var eta = 0.0;
            for (var i = 0; i < truth.Length; i++)
            {
                var value = i == 0 ? 1f : (float)random.NextGaussian();
                _values[(row * truth.Length) + i] = value;
                eta += truth[i] * value;
            }

            Targets[row] = family == OutcomeFamily.Binary
                ? random.Bernoulli(Logit.Inverse(eta)) ? 1f : 0f
                : (float)(eta + (0.5 * random.NextGaussian()));
        }
    }

    public override int Rows { get; }

    public override int Features { get; }

    public float[] Targets { get; }

    /// <summary>All columns nearly free.</summary>
    public static PriorGroup[] Free(int columns) => [new("all", [.. Enumerable.Range(0, columns)], 1e-4, false)];

    public override void Write(int row, Span<float> features) =>
        _values.AsSpan(row * Features, Features).CopyTo(features);
}
