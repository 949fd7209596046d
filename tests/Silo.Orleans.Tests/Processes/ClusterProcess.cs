using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using WorldModel.Stores.Tests;

namespace WorldModel.Silo.Orleans.Tests.Processes;

/// <summary>One silo as a process of its own, which a test may kill and start again where it was.</summary>
/// <param name="arguments">What it is started with, beside where it listens.</param>
/// <param name="log">The file that it logs to.</param>
/// <param name="hasWire">Whether other silos reach it by a wire that a test can cut.</param>
internal sealed class ClusterProcess(string[] arguments, string log, bool hasWire) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    // Under those that the system gives to outgoing connections: these take a port while its silo is not up.
    private const int FirstPort = 20_000;
    private const int Ports = 12_000;
    private static int _ports = Environment.ProcessId * 37;

    private readonly int _silo = FreePort();
    private readonly int _gateway = FreePort();
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(5) };
    private Process? _process;

    public Uri Url { get; } = new($"http://127.0.0.1:{FreePort()}");

    public bool IsRunning { get; private set; }

    /// <summary>How other silos reach it; null: without anything between.</summary>
    public TcpRelay? Wire { get; private set; }

    /// <summary>Starts it; returns once it is ready for requests.</summary>
    public async Task Start()
    {
        if (hasWire)
            Wire ??= new TcpRelay(new IPEndPoint(IPAddress.Loopback, _silo));
        var start = new ProcessStartInfo("bash",
        [
            "-c", "exec dotnet \"$@\" >> \"$0\" 2>&1", log, Program(), .. arguments,
            "--url", Url.ToString(), "--siloport", $"{Wire?.Port ?? _silo}", "--silolistenport", $"{_silo}",
            "--gatewayport", $"{_gateway}",
        ]);
        start.Environment["DOTNET_gcServer"] = "0";
        _process = Process.Start(start)!;
        for (long begin = Stopwatch.GetTimestamp(); ; await Task.Delay(50))
        {
            if (_process.HasExited || Stopwatch.GetElapsedTime(begin) > Patience)
                throw new InvalidOperationException($"a silo did not start: {await File.ReadAllTextAsync(log)}");
            try
            {
                using var ready = await _http.GetAsync(new Uri(Url, "/v1/ready"));
                if (!ready.IsSuccessStatusCode)
                    continue;
                IsRunning = true;
                return;
            }
            catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
            {
                // Not yet.
            }
        }
    }

    /// <summary>kill -9.</summary>
    public async Task Kill()
    {
        IsRunning = false;
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGSTOP: it stands still, and its connections stay open.</summary>
    public Task Pause()
    {
        IsRunning = false;
        return Signal("STOP");
    }

    /// <summary>SIGCONT.</summary>
    public Task Resume() => Signal("CONT");

    public bool HasEnded => _process is { HasExited: true };

    /// <summary>Waits until it has ended by itself.</summary>
    /// <exception cref="TimeoutException">It goes on.</exception>
    public async Task Ended(TimeSpan patience)
    {
        await _process!.WaitForExitAsync().WaitAsync(patience);
        IsRunning = false;
    }

    /// <summary>SIGTERM; returns when it has handed over and ended.</summary>
    public async Task Stop()
    {
        IsRunning = false;
        await Signal("TERM");
        await _process!.WaitForExitAsync().WaitAsync(Patience);
        Assert.Equal(0, _process.ExitCode);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
            await Kill();
        _process?.Dispose();
        if (Wire is not null)
            await Wire.DisposeAsync();
        _http.Dispose();
    }

    private async Task Signal(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{_process!.Id}"]);
        await kill.WaitForExitAsync();
    }

    private static string Program()
    {
        bool isDebug = AppContext.BaseDirectory.Contains("/Debug/", StringComparison.Ordinal);
        return Checkout.File(
            $"src/Silo.Orleans/bin/{(isDebug ? "Debug" : "Release")}/net10.0/WorldModel.Silo.Orleans.dll");
    }

    private static int FreePort()
    {
        while (true)
        {
            var port = FirstPort + (int)((uint)Interlocked.Increment(ref _ports) % Ports);
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody else's.
            }
        }
    }
}
