using System.Diagnostics;
using WorldModel.Client.Wire;
using WorldModel.Silo.Storage;
using WorldModel.Silo.Tests;
using WorldModel.Stores.Tests;

namespace WorldModel.Silo.Orleans.Tests.Processes;

/// <summary>Silo processes under load and scans whose network is cut: between them, and between one and the database.
/// </summary>
public sealed class CutClusterTests(SmallWorld world, PostgresCluster postgres, ITestOutputHelper output)
    : IClassFixture<PostgresCluster>
{
    private const int Shards = DisturbedCluster.Shards;
    private const int Cut = 0;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    [Fact]
    public Task Of_silos_that_do_not_reach_each_other_one_ends_and_nothing_is_lost() => Under(async run =>
    {
        var silos = run.Cluster.Silos;
        long cut = Stopwatch.GetTimestamp();
        foreach (var silo in silos)
            silo.Wire!.Cut();
        while (!silos.Any(silo => silo.HasEnded))
        {
            Assert.True(Stopwatch.GetElapsedTime(cut) < Patience, "both go on");
            await Task.Delay(Pause);
        }
        var ended = silos.Single(silo => silo.HasEnded);
        await ended.Ended(Patience);
        var after = Stopwatch.GetElapsedTime(cut);
        Say($"silo {Array.IndexOf(silos, ended)} ended {after.TotalSeconds:F1} s after the cut");
        await Recovered(run, cut, "after the cut");
        foreach (var silo in silos)
            silo.Wire!.Mend();
        Assert.Single(silos, silo => silo.HasEnded);
        await ended.Start();
    });

    [Fact]
    public Task A_silo_cut_from_the_database_answers_for_none_of_its_shards_and_ends() => Under(async run =>
    {
        var (cluster, silo) = (run.Cluster, run.Cluster.Silos[Cut]);
        double lease = new StoreSettings("").LeaseFor.TotalSeconds;
        await using var store = new StoreWatch(cluster.Store);
        var (own, others) = await Even(store);
        long cut = Stopwatch.GetTimestamp();
        cluster.StoreWires[Cut].Cut();
        var (answers, last) = (0, 0.0);
        while (!silo.HasEnded)
        {
            Assert.True(Stopwatch.GetElapsedTime(cut) < Patience, "it goes on");
            double at = Stopwatch.GetElapsedTime(cut).TotalSeconds;
            var asked = await Task.WhenAll(own.Select(shard => IsAnswered(run, shard)));
            if (at > lease)
            {
                // One that was called to life at the other silo meanwhile is answered for there.
                var elsewhere = (await store.Shards()).Single(shards => shards.Contains(others[0]));
                asked = [.. asked.Zip(own, (isAnswered, shard) => isAnswered && !elsewhere.Contains(shard))];
            }
            (answers, last) = (answers + asked.Count(one => one), asked.Any(one => one) ? at : last);
            await Task.Delay(Pause);
        }
        await silo.Ended(Patience);
        Say($"{own.Length} shards of a silo cut off: {answers} answers, the last to what was asked {last:F1} s after "
            + $"the cut; it ended after {Stopwatch.GetElapsedTime(cut).TotalSeconds:F1} s");
        Assert.InRange(last, 0, lease);
        await Recovered(run, cut, "after the cut");
        cluster.StoreWires[Cut].Mend();
        await silo.Start();
    });

    private Task Under(Func<DisturbedCluster.Run, Task> disturb) => new DisturbedCluster(world, output).Under(
        () => ProcessCluster.StartWired(world, postgres, 2, Shards), disturb);

    /// <summary>The shards of the silo that is going to be cut off and of the other, once both have as many.</summary>
    private static async Task<(int[] Own, int[] Others)> Even(StoreWatch store)
    {
        for (long start = Stopwatch.GetTimestamp(); ; await Task.Delay(Pause))
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Patience, "silos stay uneven");
            if (await store.Shards() is [{ Length: Shards / 2 } own, { Length: Shards / 2 } others])
                return (own, others);
        }
    }

    private async Task Recovered(DisturbedCluster.Run run, long since, string what)
    {
        var times = await Recovery.Measure(run.Cluster, run.Market, Shards, since);
        Say($"all {Shards} shards answer again {times.Max().TotalSeconds:F1} s {what}");
    }

    /// <summary>Whether the silo that is cut off answers for a shard of its own.</summary>
    private static async Task<bool> IsAnswered(DisturbedCluster.Run run, int shard)
    {
        try
        {
            using var end = new CancellationTokenSource(TimeSpan.FromSeconds(3));
            await run.Cluster.Clients[Cut].BeliefAsync(
                new BeliefRequest { Consumer = Market.QuietIn(shard, Shards), Day = run.Market.Today }, end.Token);
            return true;
        }
        catch (Exception)
        {
            return false;
        }
    }

    private void Say(string line) => output.WriteLine(line);
}
