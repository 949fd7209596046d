namespace WorldModel.Cli.Terminal;

/// <summary>How far a phase is. May be called from any thread, as often as is convenient.</summary>
internal sealed class PhaseProgress(Action<double, string> show)
{
    /// <summary>How often a line is printed where the console is no terminal.</summary>
    public static readonly TimeSpan PlainInterval = TimeSpan.FromSeconds(2);

    /// <summary>Reports the share done, 0 to 1 (0: unknown), and what is being done.</summary>
    public void Report(double fraction, string detail) => show(fraction, detail);
}
