namespace WorldModel.Models.Networks;

/// <summary>Room for one batch on its way through a <see cref="Perceptron"/> and back. Reused from batch to
/// batch.</summary>
public sealed class PerceptronPass
{
    private readonly int[] _widths;
    private readonly float[][] _layers;
    private readonly float[][] _deltas;

    /// <param name="network">Any network of the same widths may use it.</param>
    /// <param name="mostRows">The largest batch.</param>
    public PerceptronPass(Perceptron network, int mostRows)
    {
        _widths = network.Widths[1..].ToArray();
        MostRows = mostRows;
        _layers = Array.ConvertAll(_widths, width => new float[width * mostRows]);
        _deltas = Array.ConvertAll(_widths[..^1], width => new float[width * mostRows]);
    }

    public int MostRows { get; }

    /// <summary>Applied to hidden layers while training; null predicts.</summary>
    public Dropout? Dropout { get; init; }

    /// <summary>Rows of the batch at hand.</summary>
    public int Rows { get; private set; }

    /// <summary>Rows x outputs.</summary>
    public ReadOnlySpan<float> Outputs => Layer(_widths.Length - 1);

    internal void Begin(int rows)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows, MostRows);
        Rows = rows;
    }

    internal Span<float> Layer(int layer) => _layers[layer].AsSpan(0, Rows * _widths[layer]);

    internal Span<float> Delta(int layer) => _deltas[layer].AsSpan(0, Rows * _widths[layer]);
}
