using System.Diagnostics;
using WorldModel.Allocation;
using WorldModel.Allocation.Tests.Solvers;

namespace WorldModel.Bench.Allocating;

/// <summary>
/// glpsol and cbc on the same instance, from a file, as a process: their time holds the reading of the file. The
/// value is the optimum of what they were asked, as they print it.
/// </summary>
internal sealed class OtherSolver(string name, string program, bool whole, string[] arguments, string marker)
{
    public static IReadOnlyList<OtherSolver> All { get; } =
    [
        new("GLPK, linear", "glpsol", false, [], "obj ="),
        new("CBC, linear", "cbc", false, ["-solve", "-quit"], "Optimal objective"),
        new("CBC, whole options (ratio gap 1e-6)", "cbc", true, ["-ratioGap", "1e-6", "-solve", "-quit"],
            "Objective value:"),
    ];

    public string Name => name;

    public bool IsThere => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, program)));

    /// <summary>Seconds, and the line in which the program states its optimum; null where it was not done in
    /// time.</summary>
    public async Task<(double Seconds, string Said)?> Solve(OptionTable table, long budgetMicros, TimeSpan most)
    {
        var path = Path.Combine(Path.GetTempPath(), $"worldmodel-{Environment.ProcessId}.lp");
        await using (var text = File.CreateText(path)) LpFile.Write(text, [(table, budgetMicros)], whole);
        string[] all = program == "glpsol" ? ["--lp", path] : [path, .. arguments];
        var started = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo(program, all) { RedirectStandardOutput = true })!;
        using var stop = new CancellationTokenSource(most);
        try
        {
            var said = await process.StandardOutput.ReadToEndAsync(stop.Token);
            await process.WaitForExitAsync(stop.Token);
            var lines = said.Split('\n').Where(line => line.Contains(marker, StringComparison.OrdinalIgnoreCase));
            return (Stopwatch.GetElapsedTime(started).TotalSeconds, lines.LastOrDefault("no optimum").Trim());
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            return null;
        }
        finally
        {
            File.Delete(path);
        }
    }
}
