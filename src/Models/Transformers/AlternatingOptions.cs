namespace WorldModel.Models.Transformers;

/// <summary>How <see cref="AlternatingTrainer"/> trains.</summary>
/// <param name="Epochs">Passes over the sequences; the rise of alpha is spread over them.</param>
/// <param name="Seed">Of the order of sequences and of dropout.</param>
public sealed record AlternatingOptions(int Epochs, ulong Seed)
{
    public int Batch { get; init; } = 128;

    /// <summary>
    /// Sequences that go through a tape at once. Results depend on it (by rounding), never on the threads.
    /// </summary>
    public int Slice { get; init; } = 16;

    public float LearningRate { get; init; } = 1e-3f;

    /// <summary>Weight of balancing at the end of its rise; 0 leaves balancing out.</summary>
    public double Alpha { get; init; } = .01;

    /// <summary>Decay of the weights' moving averages (beta), by which the model predicts.</summary>
    public double Decay { get; init; } = .99;

    /// <summary>Gradients longer than this are shortened to it.</summary>
    public double LongestGradient { get; init; } = double.PositiveInfinity;

    /// <summary>Weight decay in Adam.</summary>
    public float WeightDecay { get; init; }

    /// <summary>0 for one a core.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>alpha in an epoch (from 0): alpha_max (2 / (1 + exp(-10 p)) - 1), p = epoch / epochs.</summary>
    public double AlphaIn(int epoch) => Alpha * (2 / (1 + Math.Exp(-10.0 * epoch / Epochs)) - 1);
}
