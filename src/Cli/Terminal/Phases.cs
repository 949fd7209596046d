using Spectre.Console;

namespace WorldModel.Cli.Terminal;

/// <summary>
/// Runs a command's phases one after the other and shows each: on a terminal a live line, elsewhere a line every two
/// seconds; at the end a line with the time it took. Keeps the times for the command's result.
/// </summary>
internal sealed class Phases(IAnsiConsole console, bool interactive, TimeProvider time, CancellationToken stop)
{
    private readonly List<PhaseTime> _times = [];

    public IReadOnlyList<PhaseTime> Times => _times;

    public double TotalSeconds => _times.Sum(t => t.Seconds);

    /// <summary>Runs a phase. <paramref name="summary"/> says in a few words what came out of it.</summary>
    public async Task<T> Run<T>(string name, Func<PhaseProgress, Task<T>> work, Func<T, string>? summary = null)
    {
        stop.ThrowIfCancellationRequested();
        var start = time.GetTimestamp();
        var result = interactive ? await RunLive(name, work) : await work(new PhaseProgress(Plain(name, start), stop));
        var seconds = time.GetElapsedTime(start).TotalSeconds;
        _times.Add(new PhaseTime(name, seconds));
        var came = summary is null ? "" : Markup.Escape(summary(result));
        console.MarkupLine($"[green]ok[/]  {Markup.Escape(name),-12} [grey]{seconds,6:F1} s[/]  {came}");
        return result;
    }

    /// <summary>Runs a phase that computes on this thread's time; the live line is kept up meanwhile.</summary>
    public Task<T> Compute<T>(string name, Func<PhaseProgress, T> work, Func<T, string>? summary = null) =>
        Run(name, progress => Task.Run(() => work(progress)), summary);

    private Task<T> RunLive<T>(string name, Func<PhaseProgress, Task<T>> work) =>
        console.Status().Spinner(Spinner.Known.Dots).StartAsync(Line(name, 0, ""), status =>
            work(new PhaseProgress((fraction, detail) => status.Status(Line(name, fraction, detail)), stop)));

    private Action<double, string> Plain(string name, long start)
    {
        var gate = new Lock();
        var last = start;
        return (fraction, detail) =>
        {
            lock (gate)
            {
                if (time.GetElapsedTime(last) < PhaseProgress.PlainInterval)
                    return;
                last = time.GetTimestamp();
            }
            console.MarkupLine("..  " + Line(name, fraction, detail));
        };
    }

    private static string Line(string name, double fraction, string detail)
    {
        var share = fraction > 0 ? $"{100 * fraction:F0} %" : "";
        return $"{Markup.Escape(name),-12} {share,6}    [grey]{Markup.Escape(detail)}[/]";
    }
}
