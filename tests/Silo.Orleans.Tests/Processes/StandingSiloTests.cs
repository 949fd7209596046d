using System.Diagnostics;
using System.Text.Json;
using WorldModel.Client;
using WorldModel.Client.Wire;
using WorldModel.Silo.Storage;
using WorldModel.Silo.Tests;
using WorldModel.Stores.Tests;

namespace WorldModel.Silo.Orleans.Tests.Processes;

/// <summary>
/// Silos that are cut off and do not know it: one that stands still (SIGSTOP) until others have its shards, and all of
/// them where the store does not take their leases.
/// </summary>
public sealed class StandingSiloTests(SmallWorld world, PostgresCluster postgres, ITestOutputHelper output)
    : IClassFixture<PostgresCluster>
{
    private const int Shards = 8;
    private const int Stale = 0;
    private const int Other = 1;

    /// <summary>Reads of each consumer that wait at the silo while it stands still.</summary>
    private const int Waiting = 6;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly DateOnly Today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);

    private readonly List<EventItem> _sent = [];

    [Fact]
    public async Task A_silo_that_stood_still_answers_nothing_of_before_and_writes_nothing()
    {
        await using var cluster = await ProcessCluster.Start(world, postgres, 2, Shards);
        await using var store = new StoreWatch(cluster.Store);
        var market = new Market(world, Today, 1);
        await market.MoveIn(cluster.Clients[Other]);
        var own = await Even(store);
        output.WriteLine($"silo {Stale} has shards {string.Join(' ', own)}");
        using var http = new HttpClient { BaseAddress = cluster.Silos[Stale].Url, Timeout = Patience };
        var stale = new WorldModelClient(http, RetryPolicy.None);

        // On their way to the store when the silo stands still, and there after others have its shards.
        Task<string>[] written;
        await using (await store.Hold("frames"))
        {
            written = [.. own.Select(shard => Outcome(stale.SendEventsAsync([Event("underway", shard)])))];
            await Until(async () => await store.Waiting(Stale) > 0);
            long stopped = Stopwatch.GetTimestamp();
            await cluster.Silos[Stale].Pause();
            var times = await Recovery.Measure(cluster, market, Shards, stopped);
            output.WriteLine($"the other silo answers for all shards after {times.Max().TotalSeconds:F1} s");
        }
        Assert.All(written, one => Assert.False(one.IsCompleted));

        // Every other shard goes on elsewhere; in the rest nothing is written that could hide a stale frame.
        foreach (int shard in own.Where((_, i) => i % 2 == 0))
        {
            var told = await cluster.Clients[Other].SendEventsAsync([Event("meanwhile", shard)]);
            Assert.Equal(1, told.Applied + told.Merged);
        }
        var now = await Beliefs(cluster.Clients[Other], own);
        var late = own.Select(shard => Outcome(stale.SendEventsAsync([Event("late", shard, 1)]))).ToList();
        var read = Enumerable.Repeat(own, Waiting).SelectMany(all => all)
            .Select(shard => Outcome(Belief(stale, shard), answer => answer == now[shard])).ToList();

        await cluster.Silos[Stale].Resume();
        Tell("writes on their way", await Task.WhenAll(written));
        Tell("writes that came while it stood still", await Task.WhenAll(late));
        var reads = await Task.WhenAll(read);
        Tell("reads that came while it stood still", reads);
        Assert.DoesNotContain(Wrong, reads);

        long woke = Stopwatch.GetTimestamp();
        await cluster.Silos[Stale].Ended(Patience);
        output.WriteLine($"it ended by itself {Stopwatch.GetElapsedTime(woke).TotalSeconds:F1} s later");
        await cluster.Silos[Stale].Start();
        await Compare(cluster, market, own, [.. Acknowledged("underway", written), .. Acknowledged("late", late)]);

        IEnumerable<string> Acknowledged(string name, IEnumerable<Task<string>> outcomes) => own.Zip(outcomes)
            .Where(one => one.Second.Result == Answered).Select(one => Id(name, one.First));
    }

    [Fact]
    public async Task Silos_that_cannot_renew_their_leases_answer_nothing_until_they_can()
    {
        var lease = new StoreSettings("").LeaseFor;
        await using var cluster = await ProcessCluster.Start(world, postgres, 2, Shards);
        await using var store = new StoreWatch(cluster.Store);
        var market = new Market(world, Today, 1);
        await market.MoveIn(cluster.Clients[0]);
        int[] all = [.. Enumerable.Range(0, Shards)];
        await Even(store);
        var (answered, turnedAway, last) = (0, 0, 0.0);
        await using (await store.Hold("owners"))
        {
            long begin = Stopwatch.GetTimestamp();
            for (double at = 0; at < lease.TotalSeconds * 2; at = Stopwatch.GetElapsedTime(begin).TotalSeconds)
            {
                var asked = await Task.WhenAll(
                    all.Select(shard => Outcome(Belief(cluster.Clients[shard % 2], shard))));
                int good = asked.Count(one => one == Answered);
                (answered, turnedAway) = (answered + good, turnedAway + asked.Length - good);
                last = good > 0 ? at : last;
                await Task.Delay(Pause);
            }
            Assert.InRange(last, 0, lease.TotalSeconds);
            Assert.True(turnedAway > 0);
            using var ready = await cluster.Http(0).GetAsync(new Uri("/v1/ready", UriKind.Relative));
            Assert.False(ready.IsSuccessStatusCode);
        }
        long again = Stopwatch.GetTimestamp();
        var times = await Recovery.Measure(cluster, market, Shards, again);
        output.WriteLine(
            $"{answered} answers, the last to what was asked {last:F1} s after the store was heard of last, lease "
            + $"{lease.TotalSeconds} s; {turnedAway} turned away; all shards answer {times.Max().TotalSeconds:F1} s "
            + "after it was heard of again");
    }

    private const string Answered = "answered";
    private const string Wrong = "answered what was true before";

    /// <summary>The shards of the silo that is going to stand still, once both have as many.</summary>
    private static async Task<int[]> Even(StoreWatch store)
    {
        int[][] shards = [];
        await Until(async () =>
        {
            shards = await store.Shards();
            return shards.Length == 2 && shards.All(own => own.Length == Shards / 2);
        });
        return [.. shards[Stale].Order()];
    }

    private static async Task Until(Func<Task<bool>> isSo)
    {
        for (long start = Stopwatch.GetTimestamp(); !await isSo(); await Task.Delay(Pause))
            Assert.True(Stopwatch.GetElapsedTime(start) < Patience, "what is waited for does not come");
    }

    /// <summary>An event of yesterday, of the shard's consumer of whom beliefs are asked, or of another one.</summary>
    private EventItem Event(string name, int shard, int nth = 0)
    {
        _sent.Add(new EventItem(
            Id(name, shard), Market.QuietIn(shard, Shards, nth), Today.AddDays(-1), "outcome", "purchase"));
        return _sent[^1];
    }

    private static string Id(string name, int shard) => $"{name}-{shard}";

    private static async Task<string> Belief(WorldModelClient client, int shard) => JsonSerializer.Serialize(
        await client.BeliefAsync(new BeliefRequest { Consumer = Market.QuietIn(shard, Shards), Day = Today }),
        WireJson.Default.BeliefResponse);

    private static async Task<Dictionary<int, string>> Beliefs(WorldModelClient client, int[] shards)
    {
        var beliefs = new Dictionary<int, string>();
        foreach (int shard in shards)
            beliefs[shard] = await Belief(client, shard);
        return beliefs;
    }

    /// <summary>What became of a request, in a word, or in the words of who refused it.</summary>
    private static async Task<string> Outcome<T>(Task<T> request, Func<T, bool>? isRight = null)
    {
        try
        {
            var answer = await request;
            return isRight is null || isRight(answer) ? Answered : Wrong;
        }
        catch (Exception error)
        {
            return error.Message;
        }
    }

    private void Tell(string what, string[] outcomes)
    {
        output.WriteLine($"{what}: {outcomes.Length}");
        foreach (var outcome in outcomes.GroupBy(outcome => outcome))
            output.WriteLine($"  {outcome.Count()} x {outcome.Key[..Math.Min(160, outcome.Key.Length)]}");
    }

    /// <summary>
    /// Every event is sent again: what was acknowledged is a repeat, and in the end each counts once, everywhere.
    /// </summary>
    private async Task Compare(ProcessCluster cluster, Market market, int[] shards, string[] acknowledged)
    {
        foreach (var item in _sent)
        {
            var again = await cluster.Clients[Other].SendEventsAsync([item]);
            Assert.True(again.Repeated == 1 || !acknowledged.Contains(item.Id), $"{item.Id} was acknowledged and lost");
            Assert.Equal(0, again.RefusedTotal);
        }
        using var data = new TempDirectory();
        await using var silo = await SiloHost.Start(world.Options(data) with { Time = TimeProvider.System });
        using var http = new HttpClient { BaseAddress = silo.Url };
        var shadow = new WorldModelClient(http, RetryPolicy.None);
        await market.MoveIn(shadow);
        await shadow.SendEventsAsync(_sent);
        var expected = await Beliefs(shadow, shards);
        foreach (var client in cluster.Clients)
            Assert.Equal(expected, await Beliefs(client, shards));
        output.WriteLine($"{_sent.Count} events count once, {acknowledged.Length} acknowledged by the stale silo");
    }
}
