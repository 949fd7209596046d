using Spectre.Console;
using WorldModel.Allocation.Files;
using WorldModel.Cli.Terminal;

namespace WorldModel.Cli.Allocating;

/// <summary>An allocation in a few lines.</summary>
internal static class AllocationPrinter
{
    private const int MostColumns = 20;

    /// <summary>Says which columns of the input were passed over: one of them may be a name misspelt.</summary>
    public static void PrintUnused(IAnsiConsole console, string path, IReadOnlyList<UnusedColumn> unused)
    {
        if (unused.Count == 0) return;
        var names = unused.Take(MostColumns).Select(c => c.Nearest is null ? c.Column : $"{c.Column} ({c.Nearest}?)");
        var more = unused.Count > MostColumns ? $" and {unused.Count - MostColumns:N0} more" : "";
        console.MarkupLineInterpolated(
            $"[yellow]look[/]: {path}: nothing was read from {string.Join(", ", names)}{more}");
    }

    public static void Print(IAnsiConsole console, AllocationSummary found)
    {
        console.WriteLine($"{found.Treated:N0} of {Counted.Of(found.Consumers, "consumer")} "
            + $"{(found.Treated == 1 ? "gets" : "get")} a treatment: {found.Spend:N2} of {found.Budget:N2} spent for a "
            + $"value of {found.Value:N2}");
        console.WriteLine($"no allocation is worth more than {found.Dual:N2} (gap {found.Gap:G3}); "
            + "the next unit of budget buys " + found.ShadowPrice.ToString(found.Limits.Count > 0 ? "G3" : "G4"));
        if (found.TenPercentMore is { } more)
        {
            console.WriteLine(
                $"10 % more budget ({more.Budget:N2}) adds a value of {more.Value:N2} for {more.Spend:N2}");
        }

        if (found.Today is { } today)
        {
            console.WriteLine($"today's rule is worth {today.Value:N2} for {today.Spend:N2}: "
                + $"{today.Over:+#,0.00;-#,0.00} over it, {today.OverAtSameSpend:+#,0.00;-#,0.00} at what it spends"
                + (found.Limits.Count > 0 ? ", by the budget alone" : ""));
        }

        if (found.Claim is { } claim)
        {
            console.WriteLine($"to claim, scores drawn in by their errors: {claim.Claimed:N2} "
                + $"(90 %: {claim.Low:N2} to {claim.High:N2})");
        }

        foreach (var use in found.Limits)
            console.WriteLine($"{use.Name}: {LimitWords.Used(use)}; {LimitWords.Worth(use)}");
    }
}
