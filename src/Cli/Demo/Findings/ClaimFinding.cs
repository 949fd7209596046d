namespace WorldModel.Cli.Demo.Findings;

/// <summary>Of the consumers that got a treatment: what it was claimed to bring, and what it truly brings.</summary>
internal sealed record ClaimFinding(string Treatment, int Consumers, double Spend, double Claimed, double Delivered);
