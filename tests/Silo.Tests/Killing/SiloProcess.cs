using System.Diagnostics;
using WorldModel.Client;

namespace WorldModel.Silo.Tests.Killing;

/// <summary>A silo in a process of its own, so that it can really be killed.</summary>
internal sealed class SiloProcess : IDisposable
{
    private const string Listening = "Listening on ";

    private readonly Process _process;
    private readonly HttpClient _http = new();
    private readonly TaskCompletionSource<Uri> _url = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _halted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> _said = [];

    private SiloProcess(Process process)
    {
        _process = process;
        Client = new WorldModelClient(_http, RetryPolicy.None);
    }

    public WorldModelClient Client { get; }

    /// <summary>For calls whose bytes count, and that are not sent again by themselves.</summary>
    public HttpClient Http => _http;

    /// <summary>Ends when the silo stands still at its kill point.</summary>
    public Task Halted => _halted.Task;

    /// <summary>The program as it is shipped.</summary>
    public static Task<SiloProcess> Start(SmallWorld world, string data, CancellationToken cancellation) =>
        Start([typeof(SiloHost).Assembly.Location, .. Settings(world, data)], cancellation);

    /// <summary>The silo of small steps, which may stand still at a point.</summary>
    public static Task<SiloProcess> StartHalting(
        SmallWorld world, string data, KillPoint? point, CancellationToken cancellation) =>
        Start([typeof(HaltingSilo).Assembly.Location, HaltingSilo.Name,
            .. point is null ? [] : (string[])[HaltingSilo.HaltOption, point.ToString()], .. Settings(world, data)],
            cancellation);

    /// <summary>Runs the shipped program where it must end by itself; what it said, and its exit code.</summary>
    public static async Task<(int Exit, string Output, string Error)> Run(
        string[] arguments, CancellationToken cancellation)
    {
        using var process = Launch([typeof(SiloHost).Assembly.Location, .. arguments]);
        var output = process.StandardOutput.ReadToEndAsync(cancellation);
        var error = process.StandardError.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return (process.ExitCode, await output, await error);
    }

    /// <summary>SIGKILL: nothing is flushed, nothing is said.</summary>
    public async Task Kill()
    {
        Assert.False(_process.HasExited, "the silo ended before it was killed: " + Said());
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        _http.Dispose();
    }

    private static string[] Settings(SmallWorld world, string data) =>
    [
        "--data", data, "--schema", world.SchemaFile, "--model", world.ModelPath,
        "--url", "http://127.0.0.1:0", "--clock", "stream", "--shards", "8",
    ];

    private static async Task<SiloProcess> Start(string[] arguments, CancellationToken cancellation)
    {
        var silo = new SiloProcess(Launch(arguments));
        // Both are read to their end, or a pipe fills and the silo stands still.
        _ = silo.Listen(silo._process.StandardError);
        _ = silo.Listen(silo._process.StandardOutput);
        silo._http.BaseAddress = await silo._url.Task.WaitAsync(cancellation);
        return silo;
    }

    private static Process Launch(string[] arguments) => Process.Start(new ProcessStartInfo("dotnet", arguments)
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        UseShellExecute = false,
    })!;

    private async Task Listen(StreamReader lines)
    {
        while (await lines.ReadLineAsync() is { } line)
        {
            lock (_said)
                _said.Add(line);
            int at = line.IndexOf(Listening, StringComparison.Ordinal);
            if (at >= 0)
                _url.TrySetResult(new Uri(line[(at + Listening.Length)..].Split(';')[0]));
            if (KillPoint.IsAnnounced(line))
                _halted.TrySetResult();
        }
        var ended = new InvalidOperationException("the silo ended: " + Said());
        _url.TrySetException(ended);
        _halted.TrySetException(ended);
        _ = (_url.Task.Exception, _halted.Task.Exception);
    }

    private string Said()
    {
        lock (_said)
            return string.Join('\n', _said);
    }
}
