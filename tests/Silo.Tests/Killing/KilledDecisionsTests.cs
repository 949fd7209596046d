using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using WorldModel.Client.Wire;
using WorldModel.Grains.Interfaces;
using WorldModel.Grains.Leases;
using WorldModel.Silo.Tests.Api;

namespace WorldModel.Silo.Tests.Killing;

/// <summary>
/// A silo is killed while it decides one by one, while deliveries come in, and while it forgets. The one started on
/// what is left answers every request as it was answered, spends nothing twice, and never more than the pool holds.
/// </summary>
public sealed class KilledDecisionsTests(SmallWorld world, ITestOutputHelper output) : IDisposable
{
    private const int Requests = 10_000;
    private const int Repeats = 2_500;
    private const int AtOnce = 64;
    private const double BudgetEach = .006;
    private const double Budget = Requests * BudgetEach;

    private readonly TempDirectory _directory = new();
    private readonly ConcurrentDictionary<string, string> _answers = new(StringComparer.Ordinal);
    private int _answered;

    private string Data => _directory.File("data");

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(51)]
    public async Task Ten_thousand_decisions_with_repeats_and_a_kill_in_the_middle(int seed)
    {
        var random = new Random(seed);
        using (var silo = await SiloProcess.Start(world, Data, Cancellation))
        {
            await Prepare(silo, Requests);
            var moment = random.Next(Requests / 4, Requests * 3 / 4);
            var asking = Ask(silo, Mixed(random));
            while (Volatile.Read(ref _answered) < moment)
                await Task.Yield();
            await silo.Kill();
            await asking;
            Assert.InRange(_answers.Count, 1, Requests - 1);
            output.WriteLine($"seed {seed}: killed after {_answered} answers to {_answers.Count} requests");
        }

        var before = _answers.ToDictionary();
        using (var silo = await SiloProcess.Start(world, Data, Cancellation))
        {
            await Ask(silo, Mixed(random));
            Assert.Equal(Requests, _answers.Count);
            var pool = await silo.Client.PoolAsync("spring", Cancellation);
            Assert.True(pool.Committed + pool.Leased + pool.Reserved <= Budget, pool.ToString());
            await silo.Kill();
        }

        var decisions = _answers.Values.Select(Read).ToList();
        Assert.Equal(Requests, decisions.Select(decision => decision.DecisionId).Distinct().Count());
        foreach (var (request, answer) in before)
        {
            var (was, now) = (Read(answer), Read(_answers[request]));
            Assert.Equal((was.Group, was.Propensity), (now.Group, now.Propensity));
        }
        Assert.Equal(before.Values, before.Keys.Select(request => _answers[request]));
        var spent = decisions.Sum(decision => decision.Options is not { } options ? 0
            : options.SingleOrDefault(option => option.Treatment == decision.Treatment)?.Cost ?? 0);
        Assert.InRange(spent, Budget / 2, Budget + 1e-6);
        Assert.Contains(decisions, decision => decision.Reason!.Code == "no-budget");

        var left = await StoreContent.Of(world, Data);
        var reserved = left.Books.SelectMany(book => book.Reservations).ToList();
        Assert.Equal(Math.Round(spent * 1e6), reserved.Sum(reservation => reservation.ChargeMicros));
        Assert.Equal(left.Books.Sum(book => book.Lease("spring")?.Reserved ?? 0),
            reserved.Sum(reservation => reservation.ChargeMicros));
        output.WriteLine($"{Requests} requests and {Repeats} repeats, twice: {decisions.Count} decisions, "
            + $"{reserved.Count} of them spend {spent:F2} of {Budget}, "
            + string.Join(", ", decisions.CountBy(decision => decision.Group!).Select(g => $"{g.Key} {g.Value}"))
            + $"; {left.Pool}");
    }

    [Theory]
    [InlineData(61)]
    public async Task Killed_inside_a_lease_a_settlement_and_a_recall(int seed)
    {
        var random = new Random(seed);
        output.WriteLine($"seed {seed}");
        using (var silo = await SiloProcess.StartHalting(world, Data, null, Cancellation))
        {
            await Prepare(silo, 200);
            await silo.Kill();
        }
        foreach (var (call, isAfter) in ((string, bool)[])[
            (nameof(IAllocator.Lease), true), (nameof(IAllocator.Lease), false),
            (nameof(IAllocator.Settle), true), (nameof(IAllocator.Settle), false),
            (nameof(IConsumerShard.Recall), true), (nameof(IConsumerShard.Recall), false)])
        {
            var point = new KillPoint(call, random.Next(1, 5), isAfter);
            using (var silo = await SiloProcess.StartHalting(world, Data, point, Cancellation))
            {
                // Each of these gets somewhere; one of them stands still.
                var asking = Ask(silo, [.. Enumerable.Range(0, 200).Select(Request)]);
                var delivering = Deliver(silo);
                var stopping = call == nameof(IConsumerShard.Recall)
                    ? silo.Client.StopPoolAsync("spring", Cancellation) : Task.CompletedTask;
                await silo.Halted.WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
                await silo.Kill();
                await asking;
                await Ended([delivering, stopping]);
            }
            Check(await StoreContent.Of(world, Data), point.ToString());
        }

        using (var silo = await SiloProcess.StartHalting(world, Data, null, Cancellation))
        {
            await silo.Client.ResumePoolAsync("spring", Cancellation);
            await Ask(silo, [.. Enumerable.Range(0, 200).Select(Request)]);
            await Deliver(silo);
            await silo.Kill();
        }
        var end = await StoreContent.Of(world, Data);
        Check(end, "at the end");
        var given = _answers.Values.Select(Read).Where(IsGiven).ToList();
        Assert.Equal(given.Count, end.Books.Sum(book =>
            book.Reservations.Count(reservation => reservation.State == ReservationState.Committed)));
        Assert.Equal(given.Sum(Cost), end.Books.Sum(book => book.Lease("spring")!.Committed) / 1e6, 6);
    }

    [Theory]
    [InlineData(71)]
    public async Task What_was_applied_and_not_committed_is_gone_and_can_be_said_again(int seed)
    {
        var random = new Random(seed);
        output.WriteLine($"seed {seed}");
        List<DecisionAnswer> given;
        using (var silo = await SiloProcess.Start(world, Data, Cancellation))
        {
            await Prepare(silo, 200);
            await Ask(silo, [.. Enumerable.Range(0, 100).Select(Request)]);
            given = [.. _answers.Values.Select(Read).Where(IsGiven)];
            var forgotten = ConsumerOf(given[random.Next(given.Count)].RequestId);
            // Whoever holds the file's write lock keeps the silo's commit waiting.
            using var held = HoldCommits();
            var before = (await silo.Client.HealthAsync(Cancellation)).Events.Applied;
            var delivering = Deliver(silo, given);
            var forgetting = Post(silo, HttpMethod.Delete, "v1/consumers", $$"""{"consumer":"{{forgotten}}"}""");
            var deciding = Enumerable.Range(100, 50).Select(i => Decide(silo, Request(i))).ToList();
            while ((await silo.Client.HealthAsync(Cancellation)).Events.Applied == before)
            {
            }
            Assert.DoesNotContain(deciding.Append(delivering).Append(forgetting), call => call.IsCompletedSuccessfully);
            await silo.Kill();
            await Ended(deciding.Append(delivering).Append(forgetting));
        }
        var left = await StoreContent.Of(world, Data);
        Assert.Equal(given.Count, left.Books.Sum(book => book.Count));
        Assert.All(left.Books.SelectMany(book => book.Reservations),
            reservation => Assert.Equal(ReservationState.Pending, reservation.State));

        using var again = await SiloProcess.Start(world, Data, Cancellation);
        var result = await Deliver(again, given);
        Assert.Equal((given.Count, 0), (result.Applied + result.Merged, result.RefusedTotal));
        await Ask(again, [.. Enumerable.Range(0, 150).Select(Request)]);
    }

    private static string Consumer(int i) => $"k{i}";

    private static string Request(int i) => $"r{i}";

    private static string ConsumerOf(string request) => Consumer(int.Parse(request[1..]));

    private static bool IsGiven(DecisionAnswer decision) =>
        decision is { Treatment: not "none", Group: not "fallback", Reason.Code: not "standing" };

    private static double Cost(DecisionAnswer decision) =>
        decision.Options!.Single(option => option.Treatment == decision.Treatment).Cost;

    private static DecisionAnswer Read(string json) =>
        JsonSerializer.Deserialize(json, WireJson.Default.DecisionAnswer)!;

    /// <summary>All requests and some repeats, in any order.</summary>
    private static string[] Mixed(Random random)
    {
        string[] requests =
        [
            .. Enumerable.Range(0, Requests).Select(Request),
            .. Enumerable.Range(0, Repeats).Select(_ => Request(random.Next(Requests))),
        ];
        random.Shuffle(requests);
        return requests;
    }

    private static async Task Prepare(SiloProcess silo, int consumers)
    {
        await silo.Client.SendEventsAsync([new EventItem("first", "c0", new DateOnly(2025, 3, 1), "outcome", "visit")]);
        await silo.Client.PutConsumersAsync(Enumerable.Range(0, consumers).Select(Profile), Cancellation);
        await silo.Client.CreateCampaignAsync(CampaignFlow.Campaign() with
        {
            BudgetPerConsumer = null,
            Budget = consumers * .02,
            ExpiresHours = 48,
        }, Cancellation);
        await silo.Client.AllocateAsync("spring", Cancellation);
        await silo.Client.WaitAsync("spring", "allocated", cancellation: Cancellation);
        // The price is that of a larger budget, so that this one runs out.
        await silo.Client.SetPoolAsync("spring", new PoolItem { Budget = consumers * BudgetEach }, Cancellation);
    }

    private static ConsumerItem Profile(int i) => new(Consumer(i), new()
    {
        ["store"] = $"{i % 10}",
        ["loyalty"] = $"{i % 2}",
        ["age"] = $"{20 + (i % 50)}",
        ["income"] = $"{200 + (i * 7 % 500)}",
    });

    /// <summary>Asks so many at a time, until all are answered or the silo is gone.</summary>
    private Task Ask(SiloProcess silo, string[] requests)
    {
        var next = -1;
        return Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async _ =>
        {
            for (int i; (i = Interlocked.Increment(ref next)) < requests.Length;)
            {
                try
                {
                    await Decide(silo, requests[i]);
                }
                catch (Exception gone) when (gone is HttpRequestException or IOException or TaskCanceledException)
                {
                    return;
                }
            }
        }));
    }

    /// <summary>Waits for calls of which nobody knows what became of them.</summary>
    private static async Task Ended(IEnumerable<Task> calls) =>
        await Task.WhenAll(calls).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async Task Decide(SiloProcess silo, string request)
    {
        var answer = await Post(silo, HttpMethod.Post, "v1/decisions",
            $$"""{"requestId":"{{request}}","campaign":"spring","consumer":"{{ConsumerOf(request)}}"}""");
        // However often and whenever it is asked: the same bytes.
        Assert.Equal(_answers.GetOrAdd(request, answer), answer);
        Interlocked.Increment(ref _answered);
    }

    private Task<IngestResult> Deliver(SiloProcess silo) =>
        Deliver(silo, [.. _answers.Values.Select(Read).Where(IsGiven)]);

    private static Task<IngestResult> Deliver(SiloProcess silo, List<DecisionAnswer> given) =>
        silo.Client.SendEventsAsync([.. given.Select(decision => new EventItem(
            $"delivery-{decision.DecisionId}", ConsumerOf(decision.RequestId), new DateOnly(2025, 3, 1), "delivery",
            Decision: decision.DecisionId, Status: "delivered"))], Cancellation);

    private static async Task<string> Post(SiloProcess silo, HttpMethod method, string path, string body)
    {
        using var request = new HttpRequestMessage(method, path)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        using var answer = await silo.Http.SendAsync(request, Cancellation);
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, text);
        return text;
    }

    private SqliteConnection HoldCommits()
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(Data, "store.db")};Pooling=False");
        connection.Open();
        using var begin = connection.CreateCommand();
        begin.CommandText = "BEGIN IMMEDIATE";
        begin.ExecuteNonQuery();
        return connection;
    }

    private void Check(StoreContent left, string moment)
    {
        var (held, committed) = (0L, 0L);
        foreach (var book in left.Books)
        {
            if (book.Lease("spring") is not { } lease)
                continue;
            Assert.True(lease is { Unspent: >= 0, Reserved: >= 0 }, moment);
            held += lease.Unspent + lease.Reserved;
            committed += lease.Committed;
        }
        var pool = left.Pool!;
        Assert.True(pool.RemainingMicros >= 0, $"{moment}: {pool}");
        Assert.True(pool.LeasedMicros + pool.CommittedMicros >= held + committed, $"{moment}: {pool}");
        output.WriteLine($"{moment}: {_answers.Count} answered, {held} held by shards, {committed} spent; {pool}");
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;
}
