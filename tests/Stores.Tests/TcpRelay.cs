using System.Net;
using System.Net.Sockets;

namespace WorldModel.Stores.Tests;

/// <summary>
/// A wire that a test can cut: what comes in at <see cref="Port"/> goes on to a target, and back. While it is cut
/// nothing passes and nobody is told; what was on its way arrives when it is mended.
/// </summary>
internal sealed class TcpRelay : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _stop = new();
    private readonly EndPoint _target;
    private readonly Task _accepting;
    private volatile TaskCompletionSource _whole = Whole();

    public TcpRelay(EndPoint target)
    {
        _target = target;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        _accepting = Accept();
    }

    /// <summary>Where it is reached, on the loopback address.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    public void Cut() => _whole = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Mend() => _whole.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
    }

    private static TaskCompletionSource Whole()
    {
        var whole = new TaskCompletionSource();
        whole.SetResult();
        return whole;
    }

    private async Task Accept()
    {
        var passing = new List<Task>();
        try
        {
            while (true)
                passing.Add(Pass(await _listener.AcceptAsync(_stop.Token)));
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(passing);
        }
    }

    private async Task Pass(Socket caller)
    {
        using var here = caller;
        var isLocal = _target is UnixDomainSocketEndPoint;
        using var there = new Socket(
            _target.AddressFamily, SocketType.Stream, isLocal ? ProtocolType.Unspecified : ProtocolType.Tcp);
        try
        {
            await _whole.Task.WaitAsync(_stop.Token);
            await there.ConnectAsync(_target, _stop.Token);
            await Task.WhenAny(Pump(here, there), Pump(there, here));
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException)
        {
            // Nobody listens there, or the test is over: the caller sees its connection end.
        }
    }

    private async Task Pump(Socket from, Socket to)
    {
        var bytes = new byte[64 << 10];
        try
        {
            while (await from.ReceiveAsync(bytes, _stop.Token) is > 0 and int count)
            {
                await _whole.Task.WaitAsync(_stop.Token);
                for (int sent = 0; sent < count;)
                    sent += await to.SendAsync(bytes.AsMemory(sent, count - sent), _stop.Token);
            }
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // One side has ended: so does the other.
        }
    }
}
