namespace WorldModel.Models.Transformers;

/// <summary>Size and shape of a <see cref="StreamEncoder{T}"/>.</summary>
public sealed record EncoderOptions
{
    /// <summary>Width of every stream (d_h).</summary>
    public int Width { get; init; } = 16;

    /// <summary>Attention heads; they divide the width.</summary>
    public int Heads { get; init; } = 2;

    /// <summary>Blocks above each other.</summary>
    public int Blocks { get; init; } = 1;

    /// <summary>Steps back that are told apart (l_max); everything older shares one position.</summary>
    public int Reach { get; init; } = 15;

    /// <summary>Width of the balanced representation.</summary>
    public int Representation { get; init; } = 12;

    /// <summary>Dropout of attention weights, feed-forward layers and the mean of the streams.</summary>
    public double Dropout { get; init; } = .1;

    /// <summary>
    /// Layer norm before attention and feed-forward layers (pre-LN), not after their residual sums as in the paper.
    /// </summary>
    public bool NormFirst { get; init; }

    /// <summary>Mixes the heads by a matrix of their own; the paper's model does not.</summary>
    public bool OutputProjection { get; init; }

    /// <summary>Refuses sizes that make no model.</summary>
    public void Check()
    {
        Positive(Width, nameof(Width));
        Positive(Heads, nameof(Heads));
        Positive(Blocks, nameof(Blocks));
        Positive(Reach, nameof(Reach));
        Positive(Representation, nameof(Representation));
        if (Width % Heads != 0 || Width < 2)
            throw new ArgumentException($"{nameof(Width)}: expected a multiple of {Heads} heads from 2, got {Width}");
        if (Dropout is not (>= 0 and < 1))
            throw new ArgumentException($"{nameof(Dropout)}: expected a share in [0, 1), got {Dropout}");
    }

    private static void Positive(int value, string name)
    {
        if (value < 1) throw new ArgumentException($"{name}: expected at least 1, got {value}");
    }
}
