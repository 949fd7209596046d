using System.Diagnostics;
using System.Globalization;
using WorldModel.Silo.Tests;
using WorldModel.Stores.Tests;

namespace WorldModel.Silo.Orleans.Tests.Processes;

/// <summary>
/// Silo processes over PostgreSQL, killed hard or restarted one after another under load and scans. One kill in the
/// suite; WORLDMODEL_KILLS says how many, one each half minute: 6 for three minutes.
/// </summary>
public sealed class KilledClusterTests(SmallWorld world, PostgresCluster postgres, ITestOutputHelper output)
    : IClassFixture<PostgresCluster>
{
    private const int Shards = DisturbedCluster.Shards;

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Down = TimeSpan.FromSeconds(10);

    private static int Kills => int.Parse(
        Environment.GetEnvironmentVariable("WORLDMODEL_KILLS") ?? "1", CultureInfo.InvariantCulture);

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public Task Silos_killed_under_load_lose_nothing_and_count_nothing_twice(int silos) => Under(silos, async run =>
    {
        long begin = Stopwatch.GetTimestamp();
        for (int kill = 0; kill < Kills; kill++)
        {
            long killed = Stopwatch.GetTimestamp();
            Say($"{Stopwatch.GetElapsedTime(begin).TotalSeconds:F0} s after the first kill:");
            await Kill(run, kill, killed);
            if (Kills > 1 && Every - Stopwatch.GetElapsedTime(killed) is var left && left > TimeSpan.Zero)
                await Task.Delay(left);
        }
    });

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public Task A_rolling_restart_fails_no_request_that_is_tried_again(int silos) => Under(silos, async run =>
    {
        foreach (var silo in run.Cluster.Silos)
        {
            long start = Stopwatch.GetTimestamp();
            var doing = run.Scans.Now;
            await silo.Stop();
            var stopped = Stopwatch.GetElapsedTime(start);
            await silo.Start();
            Say($"during {doing}: handed over and gone in {stopped.TotalSeconds:F1} s, back after "
                + $"{Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s");
        }
    });

    /// <summary>One silo is killed, the first one first, and started again.</summary>
    private async Task Kill(DisturbedCluster.Run run, int kill, long killed)
    {
        int victim = kill % run.Cluster.Silos.Length;
        var doing = run.Scans.Now;
        await run.Cluster.Silos[victim].Kill();
        var recovering = Recovery.Measure(run.Cluster, run.Market, Shards, killed);
        await Task.Delay(Down);
        await run.Cluster.Silos[victim].Start();
        var back = Stopwatch.GetElapsedTime(killed);
        var times = await recovering;
        var last = run.Client.Failures.Where(failure => failure.At > killed && failure.WasRunning)
            .Select(failure => failure.At).DefaultIfEmpty(killed).Max();
        Say($"kill {kill + 1}, silo {victim}, during {doing}: all {Shards} shards answer again after "
            + $"{times.Max().TotalSeconds:F1} s ({times.Count(time => time.TotalSeconds > 1)} after more than 1 s); "
            + $"last failure at a silo that ran after {Stopwatch.GetElapsedTime(killed, last).TotalSeconds:F1} s; "
            + $"it was back after {back.TotalSeconds:F1} s");
    }

    private Task Under(int silos, Func<DisturbedCluster.Run, Task> disturb) =>
        new DisturbedCluster(world, output).Under(
            () => ProcessCluster.Start(world, postgres, silos, DisturbedCluster.Shards), disturb);

    private void Say(string line) => output.WriteLine(line);
}
