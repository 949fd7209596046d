namespace WorldModel.Models.MediaMix;

/// <summary>What <see cref="RidgeLearner"/> tries.</summary>
public sealed record RidgeOptions
{
    public double[] Decays { get; init; } = [0, .2, .4, .6, .8];

    public double[] Halves { get; init; } = [.3, .7, 1.5, 3];

    public double[] Shapes { get; init; } = [.7, 1, 2];

    /// <summary>Penalties, as shares of the weeks.</summary>
    public double[] Penalties { get; init; } = [1e-5, 1e-4, 1e-3, 1e-2, .1];

    /// <summary>Times that every channel's transform is chosen, the others held.</summary>
    public int Passes { get; init; } = 2;

    /// <summary>Draws of the residuals for intervals.</summary>
    public int Draws { get; init; } = 100;

    /// <summary>Weeks of residuals that are drawn together.</summary>
    public int Block { get; init; } = 8;
}
