using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using WorldModel.Client.Wire;

namespace WorldModel.Silo.Orleans.Tests.Processes;

/// <summary>
/// Callers that send events, ask for decisions and report deliveries, each of consumers of its own, and ask again,
/// elsewhere, until they are answered. What was acknowledged is written down.
/// </summary>
internal sealed class Load(ProcessCluster cluster, DateOnly today, string campaign, int seed, int callers)
{
    private const int ConsumersEach = 12;
    private const int EventsEach = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string[] Outcomes = ["visit", "purchase"];

    private readonly ConcurrentQueue<Failure> _failures = new();
    private int _gaveUp;
    private long _done;
    private long _slowest;

    /// <summary>A try that was not answered: when, and at which silo, and whether that one was running.</summary>
    internal readonly record struct Failure(long At, int Silo, bool WasRunning, string Why);

    /// <summary>Acknowledged events, by consumer, in the order in which they were sent.</summary>
    public ConcurrentDictionary<string, List<EventItem>> Acknowledged { get; } = new();

    /// <summary>Answers to decision requests, as they came.</summary>
    public ConcurrentDictionary<string, (DecisionItem Asked, string Answer)> Decided { get; } = new();

    public IEnumerable<Failure> Failures => _failures;

    public long Done => Interlocked.Read(ref _done);

    /// <summary>Requests that were not answered in a minute of asking.</summary>
    public int GaveUp => _gaveUp;

    public TimeSpan Slowest => Stopwatch.GetElapsedTime(0, Interlocked.Read(ref _slowest));

    public static string Consumer(int caller, int i) => $"caller-{caller}-{i}";

    public static string Buyer(int caller, int i) => $"buyer-{caller}-{i}";

    public static IEnumerable<string> Everybody(int callers) => Enumerable.Range(0, callers).SelectMany(caller =>
        Enumerable.Range(0, ConsumersEach).SelectMany(i => new[] { Consumer(caller, i), Buyer(caller, i) }));

    /// <summary>Works until told to stop, at most so many requests a second and caller.</summary>
    public Task Run(double perSecond, CancellationToken stop) => Task.WhenAll(
        Enumerable.Range(0, callers).Select(caller => Task.Run(() => Call(caller, perSecond, stop), default)));

    private async Task Call(int caller, double perSecond, CancellationToken stop)
    {
        var random = new Random(HashCode.Combine(seed, caller));
        int number = Acknowledged.Values.Sum(events => events.Count) + Decided.Count;
        var pace = Stopwatch.StartNew();
        for (int sent = 0; !stop.IsCancellationRequested; sent++, number++)
        {
            if (random.Next(3) > 0)
                await SendEvents(caller, number, random);
            else
                await Decide(caller, number, random);
            Interlocked.Increment(ref _done);
            var ahead = TimeSpan.FromSeconds((sent + 1) / perSecond) - pace.Elapsed;
            if (ahead > TimeSpan.Zero)
                await Task.Delay(ahead, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task SendEvents(int caller, int number, Random random)
    {
        var events = Enumerable.Range(0, EventsEach).Select(i => new EventItem(
            $"e-{caller}-{number}-{i}", Consumer(caller, random.Next(ConsumersEach)),
            today.AddDays(-random.Next(2)), "outcome", Outcomes[random.Next(2)])).ToArray();
        await Insist(caller + number, async silo =>
        {
            var result = await cluster.Clients[silo].SendEventsAsync(events);
            if (result.RefusedTotal > 0)
                throw new InvalidOperationException($"{result.Refused[0].Code} {result.Refused[0].Expected}");
        });
        foreach (var e in events)
            Acknowledged.GetOrAdd(e.Consumer, _ => []).Add(e);
    }

    private async Task Decide(int caller, int number, Random random)
    {
        var asked = new DecisionItem($"r-{caller}-{number}", campaign, Buyer(caller, random.Next(ConsumersEach)));
        DecisionAnswer? answer = null;
        await Insist(caller + number, async silo => answer = await cluster.Clients[silo].DecideAsync(asked));
        if (answer is null)
            return;
        Decided[asked.RequestId] = (asked, Text(answer));
        if (answer.Treatment is null or "none" || random.Next(2) == 0)
            return;
        var delivery = new EventItem($"d-{asked.RequestId}", asked.Consumer, today, "delivery",
            Decision: answer.DecisionId, Status: "delivered");
        await Insist(caller + number, async silo => await cluster.Clients[silo].SendEventsAsync([delivery]));
    }

    public static string Text(DecisionAnswer answer) =>
        JsonSerializer.Serialize(answer, WireJson.Default.DecisionAnswer);

    /// <summary>Asks one silo after another until one answers.</summary>
    private async Task Insist(int first, Func<int, Task> ask)
    {
        long start = Stopwatch.GetTimestamp();
        for (int turn = first; Stopwatch.GetElapsedTime(start) < Patience; turn++)
        {
            int silo = turn % cluster.Silos.Length;
            bool wasRunning = cluster.Silos[silo].IsRunning;
            try
            {
                await ask(silo);
                long took = Stopwatch.GetTimestamp() - start;
                for (long known = _slowest; took > known; known = Interlocked.Read(ref _slowest))
                    Interlocked.CompareExchange(ref _slowest, took, known);
                return;
            }
            catch (Exception error)
            {
                _failures.Enqueue(new Failure(
                    Stopwatch.GetTimestamp(), silo, wasRunning && cluster.Silos[silo].IsRunning, error.Message));
                await Task.Delay(50);
            }
        }
        Interlocked.Increment(ref _gaveUp);
    }
}
