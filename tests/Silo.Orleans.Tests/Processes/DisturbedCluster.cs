using System.Diagnostics;
using WorldModel.Silo.Storage;
using WorldModel.Silo.Tests;

namespace WorldModel.Silo.Orleans.Tests.Processes;

/// <summary>A cluster under load and scans, disturbed by a test, and what must be true of it then.</summary>
internal sealed class DisturbedCluster(SmallWorld world, ITestOutputHelper output)
{
    public const int Shards = 16;

    private const int Seed = 20_261_122;
    private const int Callers = 6;

    private static readonly TimeSpan Saturating = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan Lead = TimeSpan.FromSeconds(2);
    private static readonly DateOnly Today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);

    /// <summary>Everything that a disturbed cluster is asked and watched by.</summary>
    internal sealed record Run(
        ProcessCluster Cluster, Market Market, PatientClient Client, Load Load, ScanLoad Scans, MoneyWatch Money);

    /// <summary>Loads a cluster, at half of what saturates it, while it is disturbed; then compares.</summary>
    public async Task Under(Func<Task<ProcessCluster>> start, Func<Run, Task> disturb)
    {
        await using var cluster = await start();
        try
        {
            var run = await Ready(cluster);
            using var stop = new CancellationTokenSource();
            var scanning = run.Scans.Run(stop.Token);
            double rate = await Saturation(run.Load) / 2;
            long begin = Stopwatch.GetTimestamp();
            long before = run.Load.Done;
            var running = Task.WhenAll(run.Load.Run(rate / Callers, stop.Token), run.Money.Run(stop.Token));
            await Task.Delay(Lead);
            await disturb(run);
            await Task.Delay(Lead);
            await stop.CancelAsync();
            await Task.WhenAll(running, scanning);
            var took = Stopwatch.GetElapsedTime(begin);
            Say($"{took.TotalSeconds:F0} s at {(run.Load.Done - before) / took.TotalSeconds:F0} requests/s");
            await Check(run);
        }
        catch
        {
            output.WriteLine(cluster.Logs());
            throw;
        }
    }

    private async Task<Run> Ready(ProcessCluster cluster)
    {
        var (market, client) = (new Market(world, Today, Callers), new PatientClient(cluster));
        await market.MoveIn(cluster.Clients[0]);
        await cluster.Clients[1].CreateCampaignAsync(Market.SingleCampaign);
        await cluster.Clients[^1].AllocateAsync(Market.Single);
        await cluster.Clients[0].WaitAsync(Market.Single, "allocated");
        return new Run(
            cluster, market, client, new Load(client, market, Seed), new ScanLoad(client, market),
            new MoneyWatch(cluster));
    }

    private async Task<double> Saturation(Load load)
    {
        using var end = new CancellationTokenSource(Saturating);
        await load.Run(double.PositiveInfinity, end.Token);
        double saturation = load.Done / Saturating.TotalSeconds;
        var settings = new ClusterSettings();
        Say($"seed {Seed}; saturation {saturation:F0} requests/s with {Callers} callers, load at most half of it; "
            + $"silos probe each {settings.ProbeTimeout.TotalSeconds} s, gone after {settings.MissedProbes} missed; "
            + $"lease {new StoreSettings("").LeaseFor.TotalSeconds} s");
        return saturation;
    }

    private async Task Check(Run run)
    {
        var (load, scans, money) = (run.Load, run.Scans, run.Money);
        Assert.Equal(0, run.Client.GaveUp);
        Assert.True(money.Looks > 0);
        Assert.True(money.MostOut <= 1, $"{money.MostOut} of a pool was out");
        int silo = 0;
        foreach (var (asked, answer) in load.Decided.Values)
        {
            var client = run.Cluster.Clients[silo++ % run.Cluster.Clients.Length];
            Assert.Equal(Load.Text(answer), Load.Text(await client.DecideAsync(asked)));
        }
        await SpentExactly(run.Cluster, Market.Single, load.Delivered.Values.Sum());
        foreach (var scan in scans.Ended)
            await SpentExactly(run.Cluster, scan.Id, scan.Spend);
        await ShadowModel.Compare(world, run.Cluster, run.Market, load, scans);
        Report(run);
    }

    /// <summary>What fell due and nothing else stands as committed, once every shard has said so.</summary>
    private static async Task SpentExactly(ProcessCluster cluster, string pool, double spent)
    {
        double committed = 0;
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < PatientClient.Patience;)
        {
            committed = (await cluster.Clients[0].PoolAsync(pool)).Committed;
            if (Math.Abs(committed - spent) < 1e-7)
                return;
            await Task.Delay(200);
        }
        Assert.Fail($"pool {pool}: {committed} is committed, {spent} was spent");
    }

    private void Report(Run run)
    {
        var (load, failures) = (run.Load, run.Client.Failures);
        Say($"{load.Done} requests and {run.Scans.Ended.Count} campaigns over {Market.Quiet} consumers; "
            + $"{failures.Count} tries without an answer, {failures.Count(failure => failure.WasRunning)} of them at a "
            + $"silo that ran; none given up; slowest answer {run.Client.Slowest.TotalSeconds:F1} s");
        int buyers = load.Decided.Values.Select(decided => decided.Asked.Consumer).Distinct().Count();
        Say($"equal the shadow: {load.Acknowledged.Values.Sum(events => events.Count)} events of "
            + $"{load.Acknowledged.Count} consumers, {load.Questions} counterfactuals, "
            + $"{run.Scans.Ended.Sum(scan => scan.Decisions.Count)} decisions of campaigns; {load.Decided.Count} one "
            + $"by one for {buyers} buyers repeat byte for byte, treatment, group and propensity as the shadow's");
        Say($"money: at most {run.Money.MostOut:P1} of a pool out in {run.Money.Looks} looks; "
            + $"{load.Delivered.Count} deliveries, {load.Delivered.Values.Sum():F2} committed of {Market.Budget}");
        foreach (var why in failures.GroupBy(failure => failure.Why).OrderByDescending(group => group.Count()).Take(6))
            output.WriteLine($"  {why.Count()} x {why.Key[..Math.Min(160, why.Key.Length)]}");
    }

    private void Say(string line) => output.WriteLine(line);
}
