using System.Diagnostics;

namespace WorldModel.Stores.Tests;

/// <summary>A server started for the tests: runs until it is disposed.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly List<string> _lines = [];
    private readonly TaskCompletionSource<string> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServerProcess(Process process) => _process = process;

    /// <summary>Starts it; answers it with the line by which it says that it is ready.</summary>
    public static async Task<(ServerProcess Server, string Line)> Start(
        string ready, string file, params string[] arguments)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        var server = new ServerProcess(new Process { StartInfo = start, EnableRaisingEvents = true });
        server._process.OutputDataReceived += (_, data) => server.Heard(data.Data, ready);
        server._process.ErrorDataReceived += (_, data) => server.Heard(data.Data, ready);
        server._process.Exited += (_, _) => server._ready.TrySetException(new InvalidOperationException(
            $"{file} ended: {string.Join(Environment.NewLine, server._lines)}"));
        server._process.Start();
        server._process.BeginOutputReadLine();
        server._process.BeginErrorReadLine();
        return (server, await server._ready.Task.WaitAsync(Patience));
    }

    /// <summary>Runs a program to its end.</summary>
    public static async Task Run(string file, params string[] arguments)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{file} ended with {process.ExitCode}: {await output}{await error}");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void Heard(string? line, string ready)
    {
        if (line is null)
            return;
        lock (_lines)
            _lines.Add(line);
        if (line.Contains(ready, StringComparison.Ordinal))
            _ready.TrySetResult(line);
    }
}
