namespace WorldModel.Models.MediaMix.Transformer;

/// <summary>
/// What is believed of channels before the data: that spend does not hurt, and Gaussian beliefs about returns (of lift
/// tests or an industry). Both are asked of the effect of a channel's whole spend: prediction less prediction without
/// that channel, over the weeks that count.
/// </summary>
public sealed record MediaMixPriors
{
    /// <summary>Weight of the mean over weeks of max(0, -effect).</summary>
    public double SignWeight { get; init; }

    /// <summary>Weight of the sum over channels of (return - mean)^2 / (2 deviation^2).</summary>
    public double ReturnWeight { get; init; }

    /// <summary>Money that one unit of the network's outcome is worth.</summary>
    public double UnitValue { get; init; } = 1;

    /// <summary>Return on spend believed of each channel, null where nothing is.</summary>
    public ReturnPrior?[] Returns { get; init; } = [];

    /// <summary>Channels whose effect a step looks at, drawn in turn.</summary>
    public int ChannelsAtOnce { get; init; } = 2;
}
