using System.Diagnostics;
using WorldModel.Client;

namespace WorldModel.Silo.Tests.Killing;

/// <summary>A silo in a process of its own, so that it can really be killed.</summary>
internal sealed class SiloProcess : IDisposable
{
    private const string Listening = "Listening on ";

    private readonly Process _process;
    private readonly HttpClient _http;

    private SiloProcess(Process process, Uri url)
    {
        _process = process;
        _http = new HttpClient { BaseAddress = url };
        Client = new WorldModelClient(_http);
    }

    public WorldModelClient Client { get; }

    public static async Task<SiloProcess> Start(SmallWorld world, string data, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        string[] arguments =
        [
            typeof(SiloHost).Assembly.Location,
            "--data", data, "--schema", world.SchemaFile, "--model", world.ModelPath,
            "--url", "http://127.0.0.1:0", "--clock", "stream", "--shards", "8",
        ];
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        var process = Process.Start(start)!;
        return new SiloProcess(process, await Url(process, cancellation));
    }

    /// <summary>SIGKILL: nothing is flushed, nothing is said.</summary>
    public async Task Kill()
    {
        _process.Kill(entireProcessTree: true);
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

    private static async Task<Uri> Url(Process process, CancellationToken cancellation)
    {
        var said = new List<string>();
        while (await process.StandardOutput.ReadLineAsync(cancellation) is { } line)
        {
            said.Add(line);
            int at = line.IndexOf(Listening, StringComparison.Ordinal);
            if (at < 0)
                continue;
            // Read on, or the pipe fills and the silo stands still.
            _ = process.StandardOutput.ReadToEndAsync(cancellation);
            return new Uri(line[(at + Listening.Length)..].Split(';')[0]);
        }
        throw new InvalidOperationException("the silo ended before it listened: " + string.Join('\n', said));
    }
}
