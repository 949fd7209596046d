using System.Diagnostics;
using System.Globalization;

namespace WorldModel.Allocation.Tests.Solvers;

/// <summary>
/// Solvers by other people, as programs: GLPK's glpsol and COIN-OR's cbc (Debian: glpk-utils, coinor-cbc). Each reads
/// an
/// <see cref="LpFile"/> and gives every variable's value; a variable that is not named is 0.
/// </summary>
internal sealed class LpSolver(string program, Func<string, string, string[]> arguments, Func<string[], LpValue?> read)
{
    public static LpSolver Glpk { get; } = new(
        "glpsol", (lp, solution) => ["--lp", lp, "--write", solution], fields =>
            fields is ["j", var column, _, var value, ..] ? new LpValue(null, int.Parse(column), Number(value)) : null);

    public static LpSolver Cbc { get; } = new(
        "cbc", (lp, solution) => [lp, "-ratioGap", "0", "-solve", "-solution", solution], fields =>
            fields is [_, ['x', ..] name, var value, ..] ? new LpValue(name, 0, Number(value)) : null);

    public string Program => program;

    /// <summary>Skips the test, saying so, where the program is not there.</summary>
    public void Require() => Assert.SkipUnless(
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, program))),
        $"{program} is not installed (Debian: apt-get install glpk-utils coinor-cbc)");

    /// <summary>The value of each instance's optimum.</summary>
    public async Task<double[]> Solve(
        IReadOnlyList<(OptionTable Table, long BudgetMicros)> instances, bool whole, CancellationToken stop) =>
        Values(instances, await Lines(text => LpFile.Write(text, instances, whole), stop));

    /// <summary>The value of the optimum of a programme over one table's options; NaN where GLPK finds none.</summary>
    public async Task<double> Solve(OptionTable table, Action<TextWriter> write, CancellationToken stop)
    {
        var lines = await Lines(write, stop);
        var isNone = lines.Any(line => line.StartsWith("s bas", StringComparison.Ordinal) && !line.Contains(" f f "));
        return isNone ? double.NaN : Values([(table, 0)], lines)[0];
    }

    private async Task<string[]> Lines(Action<TextWriter> write, CancellationToken stop)
    {
        var folder = Directory.CreateTempSubdirectory("lp");
        try
        {
            var (lp, solution) = (Path.Combine(folder.FullName, "m.lp"), Path.Combine(folder.FullName, "m.sol"));
            await using (var text = File.CreateText(lp)) write(text);
            await Run(lp, solution, stop);
            return await File.ReadAllLinesAsync(solution, stop);
        }
        finally
        {
            folder.Delete(true);
        }
    }

    private async Task Run(string lp, string solution, CancellationToken stop)
    {
        var start = new ProcessStartInfo(program, arguments(lp, solution)) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var said = await process.StandardOutput.ReadToEndAsync(stop);
        await process.WaitForExitAsync(stop);
        Assert.True(process.ExitCode == 0 && File.Exists(solution), said);
    }

    private double[] Values(IReadOnlyList<(OptionTable Table, long BudgetMicros)> instances, string[] lines)
    {
        // Columns come in the order in which the objective names them.
        var columns = instances.SelectMany((instance, i) =>
            Enumerable.Range(0, instance.Table.Count).Select(option => (Instance: i, Option: option))).ToArray();
        var byName = columns.ToDictionary(column => LpFile.Name(column.Instance, column.Option));
        var sums = new double[instances.Count];
        foreach (var line in lines)
        {
            if (read(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)) is not { } found) continue;
            var (instance, option) = found.Name is { } name ? byName[name] : columns[found.Column - 1];
            sums[instance] += found.Value * instances[instance].Table.Value[option];
        }

        return sums;
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}

/// <summary>A variable, by its name or by its column's number from 1, and its value.</summary>
internal sealed record LpValue(string? Name, int Column, double Value);
