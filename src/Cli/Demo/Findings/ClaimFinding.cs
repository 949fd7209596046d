namespace WorldModel.Cli.Demo.Findings;

/// <summary>What a treatment was claimed to bring, and what it truly brings.</summary>
/// <param name="Treatment">The treatment.</param>
/// <param name="Consumers">Who got it.</param>
/// <param name="Spend">What that cost.</param>
/// <param name="Claimed">What it was claimed to bring with those who got it.</param>
/// <param name="Delivered">What it truly brings with them.</param>
/// <param name="ClaimedOnAverage">What it is claimed to bring with a consumer, on average over all.</param>
/// <param name="TrueOnAverage">What it truly brings with a consumer, on average over all.</param>
internal sealed record ClaimFinding(
    string Treatment, int Consumers, double Spend, double Claimed, double Delivered, double ClaimedOnAverage,
    double TrueOnAverage);
