using System.Diagnostics;
using WorldModel.Client;
using WorldModel.Silo;

namespace WorldModel.Bench.Serving;

/// <summary>The shipped silo program in a process of its own, to be measured and killed.</summary>
internal sealed class SiloProcess : IDisposable
{
    private const string Listening = "Listening on ";

    private readonly Process _process;
    private readonly HttpClient _http;

    private SiloProcess(Process process, Uri url, double secondsToListen)
    {
        _process = process;
        _http = new HttpClient { BaseAddress = url, Timeout = Timeout.InfiniteTimeSpan };
        (Url, SecondsToListen) = (url, secondsToListen);
        Client = new WorldModelClient(_http);
    }

    public Uri Url { get; }

    public WorldModelClient Client { get; }

    /// <summary>From the start of the process until it listens: runtime, recovery and all.</summary>
    public double SecondsToListen { get; }

    /// <summary>Memory that the process holds now.</summary>
    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Processor time that the process has taken.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public static async Task<SiloProcess> Start(string data, string schema, string model)
    {
        var watch = Stopwatch.StartNew();
        var process = Process.Start(new ProcessStartInfo("dotnet", [
            typeof(SiloHost).Assembly.Location, "--data", data, "--schema", schema, "--model", model,
            "--url", "http://127.0.0.1:0", "--clock", "stream",
        ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var error = process.StandardError.ReadToEndAsync();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            var at = line.IndexOf(Listening, StringComparison.Ordinal);
            if (at < 0) continue;
            // Read to its end, or a full pipe would stop the silo.
            _ = process.StandardOutput.ReadToEndAsync();
            return new SiloProcess(
                process, new Uri(line[(at + Listening.Length)..].Split(';')[0]), watch.Elapsed.TotalSeconds);
        }

        throw new InvalidOperationException("the silo did not start: " + await error);
    }

    /// <summary>SIGKILL: nothing is flushed.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited) Kill();
        _process.Dispose();
        _http.Dispose();
    }
}
