namespace WorldModel.Models.Networks;

/// <summary>How a response network is trained: fixed before its data are seen.</summary>
/// <param name="Hidden">Widths of the hidden layers; none is a linear model.</param>
/// <param name="Seed">Of the first weights and of the order of rows.</param>
public sealed record NetworkRecipe(int[] Hidden, ulong Seed)
{
    /// <summary>Most steps; the weights of the best validation loss are kept.</summary>
    public int Steps { get; init; } = 4_000;

    /// <summary>How often the validation loss is looked at.</summary>
    public int Checkpoints { get; init; } = 50;

    /// <summary>Looks without a better validation loss before it ends.</summary>
    public int Patience { get; init; } = 10;

    public int Batch { get; init; } = 256;

    /// <summary>Adam's rate at the start; it falls to a tenth over the steps.</summary>
    public float LearningRate { get; init; } = 5e-3f;

    public float WeightDecay { get; init; } = 1e-5f;
}
