using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using WorldModel.Client;
using WorldModel.Client.Wire;
using WorldModel.Grains.Interfaces;

namespace WorldModel.Silo.Tests.Killing;

/// <summary>
/// A silo is killed while events come in, at seeded moments. What it leaves holds every event that was acknowledged,
/// none that was not sent, and nothing half; given the whole file again it is as if nothing had happened.
/// </summary>
public sealed class KilledReplayTests(SmallWorld world, UndisturbedRun undisturbed, ITestOutputHelper output)
    : IClassFixture<UndisturbedRun>, IDisposable
{
    private const int Repeated = 50;
    private const int Questions = 20;

    private readonly TempDirectory _data = new();
    private readonly EventItem[] _events = [.. File.ReadLines(world.EventsPath)
        .Select(line => JsonSerializer.Deserialize(line, WireJson.Default.EventItem)!)];

    /// <summary>So many of the file's first events are acknowledged.</summary>
    private int _acknowledged;

    /// <summary>
    /// So many of them were sent in one life or another: what a life before this one left unacknowledged may be held
    /// all the same, and this one may be killed before it has come to send it again.
    /// </summary>
    private int _sent;

    private enum Moment
    {
        /// <summary>After an acknowledgement, before the next batch.</summary>
        Acknowledged,

        /// <summary>A batch is on its way.</summary>
        Posted,

        /// <summary>Events are applied in memory that were not acknowledged.</summary>
        Applied,

        /// <summary>The same, in a stream that its caller holds open.</summary>
        Streaming,

        /// <summary>Events are applied in memory, and the store cannot commit: nothing may be acknowledged.</summary>
        Uncommitted,
    }

    public void Dispose() => _data.Dispose();

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public async Task Killed_at_any_moment_of_a_replay_no_acknowledged_event_is_lost(int seed, bool snapshotsOften)
    {
        var random = new Random(seed);
        var moments = Enum.GetValues<Moment>();
        random.Shuffle(moments);
        output.WriteLine($"seed {seed}, {_events.Length} events, snapshots often: {snapshotsOften}");
        foreach (var moment in moments)
            await Live(moment, random, snapshotsOften);
        await using (var silo = await UndisturbedRun.Start(world, _data.File("data")))
        {
            using var http = new HttpClient { BaseAddress = silo.Url };
            await UndisturbedRun.Replay(world, new WorldModelClient(http, RetryPolicy.None));
        }
        var store = await StoreContent.Of(world, _data.File("data"));
        store.AssertSame(undisturbed.Replayed);
        output.WriteLine($"replayed again: {store}, to the byte as undisturbed");
    }

    /// <summary>One life of a silo, to its kill.</summary>
    private async Task Live(Moment moment, Random random, bool snapshotsOften)
    {
        var data = _data.File("data");
        using var silo = snapshotsOften
            ? await SiloProcess.StartHalting(world, data, null, Cancellation)
            : await SiloProcess.Start(world, data, Cancellation);
        if (_acknowledged == 0)
            await silo.Client.PutConsumersAsync(world.Profiles, Cancellation);
        else
            await AssertKnown(silo.Client, _events[Math.Max(0, _acknowledged - Repeated).._acknowledged]);
        for (int batches = random.Next(2, 6); batches > 0; batches--)
        {
            int size = random.Next(_events.Length / 60, _events.Length / 25);
            var result = await silo.Client.SendEventsAsync(_events.Skip(_acknowledged).Take(size), Cancellation);
            // What an earlier life left unacknowledged in the store comes again too late, and nothing else is refused.
            Assert.All(result.Refused, refused => Assert.Equal(ProblemCode.Late, refused.Code));
            _acknowledged += size;
        }
        int sent = moment == Moment.Acknowledged ? _acknowledged
            : Math.Min(_events.Length, _acknowledged + random.Next(_events.Length / 40, _events.Length / 10));
        _sent = Math.Max(_sent, sent);
        if (await Kill(silo, moment, _events[_acknowledged..sent]))
            _acknowledged = sent;
        await AssertHeld(moment);
    }

    /// <summary>Sends, and kills at the moment; true where the events were acknowledged all the same.</summary>
    private async Task<bool> Kill(SiloProcess silo, Moment moment, EventItem[] events)
    {
        if (moment == Moment.Acknowledged)
        {
            await silo.Kill();
            return false;
        }
        // Whoever holds the file's write lock keeps the silo's commit waiting.
        using var held = moment == Moment.Uncommitted ? HoldCommits() : null;
        using var hangUp = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        long before = (await silo.Client.HealthAsync(Cancellation)).Events.Applied;
        var sending = silo.Client.SendEventsAsync(
            moment == Moment.Streaming ? AndThenSilence(events) : events.ToAsyncEnumerable(), hangUp.Token);
        while (moment != Moment.Posted && !sending.IsCompleted
            && (await silo.Client.HealthAsync(Cancellation)).Events.Applied == before)
        {
        }
        for (int asked = 0; moment == Moment.Uncommitted && asked < Questions; asked++)
            await silo.Client.HealthAsync(Cancellation);
        Assert.False(moment is Moment.Streaming or Moment.Uncommitted && sending.IsCompleted, $"{moment}: answered");
        await silo.Kill();
        await hangUp.CancelAsync();
        await ((Task)sending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return sending.IsCompletedSuccessfully;
    }

    private SqliteConnection HoldCommits()
    {
        var connection = new SqliteConnection($"Data Source={_data.File("data/store.db")};Pooling=False");
        connection.Open();
        using var begin = connection.CreateCommand();
        begin.CommandText = "BEGIN IMMEDIATE";
        begin.ExecuteNonQuery();
        return connection;
    }

    private async Task AssertHeld(Moment moment)
    {
        var held = undisturbed.Prefixes.Held(await StoreContent.Of(world, _data.File("data")));
        output.WriteLine(
            $"killed when {moment}: {_acknowledged} acknowledged, {_sent} sent, {held.Sum()} held by the store");
        var (least, most) = (undisturbed.Prefixes.Among(_acknowledged), undisturbed.Prefixes.Among(_sent));
        for (int shard = 0; shard < EventPrefixes.Shards; shard++)
            Assert.InRange(held[shard], least[shard], most[shard]);
    }

    /// <summary>The silo started again knows what was acknowledged: it takes none of it as new.</summary>
    private static async Task AssertKnown(WorldModelClient client, EventItem[] acknowledged)
    {
        var result = await client.SendEventsAsync(acknowledged, Cancellation);
        Assert.Equal((acknowledged.Length, 0), ((int)result.Received, (int)(result.Applied + result.Merged)));
    }

    private static async IAsyncEnumerable<EventItem> AndThenSilence(
        EventItem[] events, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        foreach (var e in events)
            yield return e;
        await Task.Delay(Timeout.Infinite, cancellation);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;
}
