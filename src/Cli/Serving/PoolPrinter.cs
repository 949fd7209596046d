using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;
using WorldModel.Client.Wire;

namespace WorldModel.Cli.Serving;

/// <summary>Budget pools for people, and as JSON with the keys of the wire.</summary>
internal static class PoolPrinter
{
    public static void Print(IAnsiConsole console, PoolInfo pool)
    {
        console.MarkupLineInterpolated($"[bold]{pool.Pool}[/]  {(pool.Stopped ? "stopped" : "open")}");
        console.WriteLine($"  {pool.Remaining:N2} left of {pool.Budget:N2}: {pool.Committed:N2} spent, "
            + $"{pool.Reserved:N2} kept for campaigns, {pool.Leased:N2} lent to {pool.Leases.Length} shards");
        if (pool.Pace is { } pace)
            console.WriteLine($"  at most {pace.Amount:N2} per {pace.Per}; {pool.Free:N2} may be granted now");
    }

    public static JsonObject Json(PoolInfo pool) =>
        JsonSerializer.SerializeToNode(pool, WireJson.Default.PoolInfo)!.AsObject();

    public static JsonObject Json(PoolList pools) =>
        JsonSerializer.SerializeToNode(pools, WireJson.Default.PoolList)!.AsObject();
}
