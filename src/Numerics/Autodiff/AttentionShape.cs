namespace WorldModel.Numerics.Autodiff;

/// <summary>How a batch of sequences attends. The lengths may be changed between runs.</summary>
/// <param name="Steps">Rows of each sequence.</param>
/// <param name="Heads">Heads that the width is divided among.</param>
public sealed record AttentionShape(int Steps, int Heads)
{
    /// <summary>Steps back that positions are told apart, 0 for no positions.</summary>
    public int Reach { get; init; }

    /// <summary>Share of the attention weights that is dropped in training.</summary>
    public double Dropout { get; init; }

    /// <summary>Of each sequence, steps that ask; the others give zeros.</summary>
    public required int[] QueryLengths { get; init; }

    /// <summary>Of each sequence, steps that may be looked at.</summary>
    public required int[] KeyLengths { get; init; }
}
