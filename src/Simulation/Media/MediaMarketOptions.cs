namespace WorldModel.Simulation.Media;

/// <summary>What kind of market <see cref="MediaMarket"/> draws.</summary>
/// <param name="Family">How spend acts.</param>
/// <param name="Seed">Of everything drawn.</param>
public sealed record MediaMarketOptions(MediaFamily Family, ulong Seed)
{
    public DemandChasing Chasing { get; init; } = DemandChasing.None;

    public int Channels { get; init; } = 5;

    public int Weeks { get; init; } = 156;

    /// <summary>1 for a national series.</summary>
    public int Geos { get; init; } = 1;

    /// <summary>Standard deviation of a week's noise, as a share of the level.</summary>
    public double Noise { get; init; } = .03;
}
