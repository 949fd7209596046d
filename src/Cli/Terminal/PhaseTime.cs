namespace WorldModel.Cli.Terminal;

/// <summary>How long a phase took, in seconds of wall time.</summary>
internal sealed record PhaseTime(string Name, double Seconds);
