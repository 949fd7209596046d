namespace WorldModel.Cli.Reproduction.Tumours;

/// <summary>Names a cell.</summary>
/// <param name="Gamma">Strength of confounding.</param>
/// <param name="Alpha">Weight of balancing.</param>
/// <param name="Seed">Of everything drawn.</param>
internal sealed record TumourKey(double Gamma, double Alpha, ulong Seed);
