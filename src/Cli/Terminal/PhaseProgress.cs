namespace WorldModel.Cli.Terminal;

/// <summary>How far a phase is. May be called from any thread, as often as is convenient.</summary>
internal sealed class PhaseProgress(Action<double, string> show, CancellationToken stop)
{
    /// <summary>How often a line is printed where the console is no terminal.</summary>
    public static readonly TimeSpan PlainInterval = TimeSpan.FromSeconds(2);

    /// <summary>Cancelled when the user asks to stop: for work that may run for long between two reports.</summary>
    public CancellationToken Stop { get; } = stop;

    /// <summary>Reports the share done, 0 to 1 (0: unknown), and what is being done.</summary>
    /// <exception cref="OperationCanceledException">The user asked to stop: the work ends here.</exception>
    public void Report(double fraction, string detail)
    {
        Stop.ThrowIfCancellationRequested();
        show(fraction, detail);
    }
}
