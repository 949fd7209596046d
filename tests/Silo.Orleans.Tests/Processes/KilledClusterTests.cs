using System.Diagnostics;
using System.Globalization;
using WorldModel.Client.Wire;
using WorldModel.Silo.Tests;
using WorldModel.Stores.Tests;

namespace WorldModel.Silo.Orleans.Tests.Processes;

/// <summary>
/// Three silo processes over PostgreSQL, killed hard or restarted one after another under load. One round in the
/// suite; WORLDMODEL_KILLS says how many, one each half minute.
/// </summary>
public sealed class KilledClusterTests(SmallWorld world, PostgresCluster postgres, ITestOutputHelper output)
    : IClassFixture<PostgresCluster>
{
    private const int Seed = 20_261_122;
    private const int Callers = 6;
    private const int Shards = 16;
    private const string Campaign = "spring";
    private const double Budget = 60;

    private static readonly TimeSpan Between = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Down = TimeSpan.FromSeconds(10);
    private static readonly DateOnly Today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);

    private static int Kills => int.Parse(
        Environment.GetEnvironmentVariable("WORLDMODEL_KILLS") ?? "1", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Silos_killed_under_load_lose_nothing_and_count_nothing_twice()
    {
        await using var cluster = await Ready(3);
        var load = new Load(cluster, Today, Campaign, Seed, Callers);
        double rate = await HalfOfSaturation(load);
        using var stop = new CancellationTokenSource();
        var (running, watching) = (load.Run(rate / Callers, stop.Token), WatchPool(cluster, stop.Token));
        for (int kill = 0; kill < Kills; kill++)
        {
            var silo = cluster.Silos[kill % cluster.Silos.Length];
            await Task.Delay(kill == 0 ? TimeSpan.FromSeconds(2) : Between - Down);
            long killed = Stopwatch.GetTimestamp();
            await silo.Kill();
            await Task.Delay(Down);
            await silo.Start();
            var last = load.Failures.Where(failure => failure.At > killed && failure.WasRunning)
                .Select(failure => failure.At).DefaultIfEmpty(killed).Max();
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"kill {kill + 1}, silo {kill % 3}: others failed for "
                + $"{Stopwatch.GetElapsedTime(killed, last).TotalSeconds:F1} s; it was back after "
                + $"{Stopwatch.GetElapsedTime(killed).TotalSeconds:F1} s"));
        }
        await Task.Delay(TimeSpan.FromSeconds(5));
        await stop.CancelAsync();
        await running;
        await Check(cluster, load, await watching);
    }

    [Fact]
    public async Task A_rolling_restart_fails_no_request_that_is_tried_again()
    {
        await using var cluster = await Ready(3);
        var load = new Load(cluster, Today, Campaign, Seed + 1, Callers);
        double rate = await HalfOfSaturation(load);
        using var stop = new CancellationTokenSource();
        var (running, watching) = (load.Run(rate / Callers, stop.Token), WatchPool(cluster, stop.Token));
        foreach (var silo in cluster.Silos)
        {
            long start = Stopwatch.GetTimestamp();
            await silo.Stop();
            var stopped = Stopwatch.GetElapsedTime(start);
            await silo.Start();
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"stopped in {stopped.TotalSeconds:F1} s, back after "
                + $"{Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s"));
        }
        await stop.CancelAsync();
        await running;
        await Check(cluster, load, await watching);
    }

    /// <summary>Consumers, a campaign that is decided, all through different silos.</summary>
    private async Task<ProcessCluster> Ready(int silos)
    {
        var cluster = await ProcessCluster.Start(world, postgres, silos, Shards);
        try
        {
            var clients = cluster.Clients;
            var attributes = world.Profiles.First().Attributes;
            await clients[0].PutConsumersAsync(Load.Everybody(Callers).Select(id => new ConsumerItem(id, attributes)));
            await clients[1].CreateCampaignAsync(new CampaignItem
            {
                Id = Campaign,
                Budget = Budget,
                Treatments =
                [
                    new("push", new() { ["push"] = "1" }, 0.05), new("coupon", new() { ["coupon"] = "1" }, 0.15),
                ],
                Values = [new("visit", 0.30), new("purchase", 10)],
                Explore = 0.5,
            });
            await clients[2].AllocateAsync(Campaign);
            var allocated = await clients[0].WaitAsync(Campaign, "allocated");
            output.WriteLine($"campaign allocated through three silos, audience {allocated.Audience}");
            return cluster;
        }
        catch
        {
            output.WriteLine(cluster.Logs());
            await cluster.DisposeAsync();
            throw;
        }
    }

    private async Task<double> HalfOfSaturation(Load load)
    {
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(6));
        await load.Run(double.PositiveInfinity, end.Token);
        double saturation = load.Done / 6.0;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"seed {Seed}; saturation {saturation:F0} requests/s with {Callers} callers, load at half of it; "
            + $"silos probe each {new ClusterSettings().ProbeTimeout.TotalSeconds} s, "
            + $"gone after {new ClusterSettings().MissedProbes} missed"));
        return saturation / 2;
    }

    /// <summary>Whether the pool was ever over its budget; how often it was looked at.</summary>
    private static async Task<(int Looks, double Most)> WatchPool(ProcessCluster cluster, CancellationToken stop)
    {
        var (looks, most) = (0, 0.0);
        for (int i = 0; !stop.IsCancellationRequested; i++)
        {
            try
            {
                var pool = await cluster.Clients[i % cluster.Clients.Length].PoolAsync(Campaign, stop);
                most = Math.Max(most, pool.Reserved + pool.Leased + pool.Committed);
                looks++;
            }
            catch (Exception)
            {
                // A silo that is down: the next one is asked.
            }
            await Task.Delay(200, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        return (looks, most);
    }

    private async Task Check(ProcessCluster cluster, Load load, (int Looks, double Most) pool)
    {
        Assert.Equal(0, load.GaveUp);
        Assert.True(pool.Looks > 0);
        Assert.True(pool.Most <= Budget, $"the pool held {Budget} and {pool.Most} was out");
        int silo = 0;
        foreach (var (asked, answer) in load.Decided.Values)
            Assert.Equal(answer, Load.Text(await cluster.Clients[silo++ % 3].DecideAsync(asked)));
        int consumers = await ShadowModel.Compare(world, cluster, load, Today);
        var tried = load.Failures.ToList();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{load.Done} requests, {tried.Count} tried again, none given up; slowest answer "
            + $"{load.Slowest.TotalSeconds:F1} s; {load.Acknowledged.Values.Sum(events => events.Count)} events of "
            + $"{consumers} consumers equal the shadow; {load.Decided.Count} decisions repeat; pool at most "
            + $"{pool.Most:F2} of {Budget} in {pool.Looks} looks"));
        foreach (var why in tried.GroupBy(failure => failure.Why).OrderByDescending(group => group.Count()).Take(6))
            output.WriteLine($"  {why.Count()} x {why.Key[..Math.Min(160, why.Key.Length)]}");
    }
}
