using System.Runtime.InteropServices;

namespace WorldModel.Cli.Terminal;

/// <summary>
/// The wish to stop, as a token: Ctrl-C or SIGTERM cancels it, so that files are closed and a silo comes down in order.
/// </summary>
internal sealed class StopSignal : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;

    public StopSignal() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop),
    ];

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _source.Dispose();
    }

    private void Stop(PosixSignalContext context)
    {
        // A second signal is not cancelled: it ends a process that does not come down by itself.
        context.Cancel = !_source.IsCancellationRequested;
        _source.Cancel();
    }
}
