namespace WorldModel.Models.MediaMix;

/// <summary>How <see cref="BayesLearner"/> samples.</summary>
public sealed record BayesOptions
{
    public int Chains { get; init; } = 4;

    /// <summary>Sweeps of each chain in which steps are tuned and nothing is kept.</summary>
    public int WarmUp { get; init; } = 800;

    /// <summary>Sweeps of each chain behind them.</summary>
    public int Sweeps { get; init; } = 1200;

    /// <summary>Draws kept of all chains together.</summary>
    public int Draws { get; init; } = 200;

    /// <summary>
    /// Leaves the outcome out: what the prior alone says of the spend. Any claim for data is measured by it.
    /// </summary>
    public bool PriorOnly { get; init; }
}
