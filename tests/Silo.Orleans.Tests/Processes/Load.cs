using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using WorldModel.Client.Wire;

namespace WorldModel.Silo.Orleans.Tests.Processes;

/// <summary>
/// Callers that send events, ask for decisions, report deliveries and ask what would be, each of consumers of its own,
/// until they are answered. What was answered is written down.
/// </summary>
internal sealed class Load(PatientClient client, Market market, int seed)
{
    private const int EventsEach = 4;
    private static readonly string[] Outcomes = ["visit", "purchase"];

    private readonly int[] _numbers = new int[market.Callers];
    private int _questions;
    private long _done;

    /// <summary>Acknowledged events, by consumer, in the order in which they were sent.</summary>
    public ConcurrentDictionary<string, List<EventItem>> Acknowledged { get; } = new();

    /// <summary>Answers to decision requests, as they came.</summary>
    public ConcurrentDictionary<string, (DecisionItem Asked, DecisionAnswer Answer)> Decided { get; } = new();

    /// <summary>What decisions cost whose delivery was acknowledged, by decision.</summary>
    public ConcurrentDictionary<string, double> Delivered { get; } = new();

    /// <summary>The counterfactuals of quiet consumers, as they came first.</summary>
    public ConcurrentDictionary<string, string> WouldBe { get; } = new();

    /// <summary>Counterfactuals that were asked for.</summary>
    public int Questions => _questions;

    /// <summary>Quiet consumers whose counterfactual was another one later.</summary>
    public ConcurrentQueue<string> Contradicted { get; } = new();

    public long Done => Interlocked.Read(ref _done);

    /// <summary>Works until told to stop, at most so many requests a second and caller.</summary>
    public Task Run(double perSecond, CancellationToken stop) => Task.WhenAll(
        Enumerable.Range(0, market.Callers).Select(caller => Task.Run(() => Call(caller, perSecond, stop), default)));

    public static string Text(DecisionAnswer answer) =>
        JsonSerializer.Serialize(answer, WireJson.Default.DecisionAnswer);

    public static string Text(CounterfactualEntry answer) =>
        JsonSerializer.Serialize(answer, WireJson.Default.CounterfactualEntry);

    private async Task Call(int caller, double perSecond, CancellationToken stop)
    {
        var random = new Random(HashCode.Combine(seed, caller, _numbers[caller]));
        var pace = Stopwatch.StartNew();
        for (int sent = 0; !stop.IsCancellationRequested; sent++)
        {
            int number = _numbers[caller]++;
            await (random.Next(6) switch
            {
                < 3 => SendEvents(caller, number, random),
                < 5 => Decide(caller, number, random),
                _ => AskWhatWouldBe(caller + number, random),
            });
            Interlocked.Increment(ref _done);
            var ahead = TimeSpan.FromSeconds((sent + 1) / perSecond) - pace.Elapsed;
            if (ahead > TimeSpan.Zero)
                await Task.Delay(ahead, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task SendEvents(int caller, int number, Random random)
    {
        var events = Enumerable.Range(0, EventsEach).Select(i => new EventItem(
            $"e-{caller}-{number}-{i}", Market.Consumer(caller, random.Next(Market.Each)),
            market.Today.AddDays(-random.Next(2)), "outcome", Outcomes[random.Next(2)])).ToArray();
        var told = await client.Ask(caller + number, async silo =>
        {
            var result = await silo.SendEventsAsync(events);
            return result.RefusedTotal == 0 ? result
                : throw new InvalidOperationException($"{result.Refused[0].Code} {result.Refused[0].Expected}");
        });
        if (told is null)
            return;
        foreach (var e in events)
            Acknowledged.GetOrAdd(e.Consumer, _ => []).Add(e);
    }

    private async Task Decide(int caller, int number, Random random)
    {
        var asked = new DecisionItem(
            $"r-{caller}-{number}", Market.Single, Market.Buyer(caller, random.Next(Market.Each)));
        if (await client.Ask(caller + number, silo => silo.DecideAsync(asked)) is not { } answer)
            return;
        Decided[asked.RequestId] = (asked, answer);
        if (answer.Treatment is null or "none" || random.Next(2) == 0)
            return;
        var delivery = new EventItem($"d-{asked.RequestId}", asked.Consumer, market.Today, "delivery",
            Decision: answer.DecisionId, Status: "delivered");
        if (await client.Ask(caller + number, silo => silo.SendEventsAsync([delivery])) is { RefusedTotal: 0 })
            Delivered[answer.DecisionId!] = answer.Options!.Single(option => option.Treatment == answer.Treatment).Cost;
    }

    private async Task AskWhatWouldBe(int first, Random random)
    {
        var consumer = Market.QuietOne(random.Next(Market.Quiet));
        if (await client.Ask(first, silo => silo.CounterfactualAsync(market.Question(consumer))) is not { } answer)
            return;
        Interlocked.Increment(ref _questions);
        var text = Text(answer.Answers.Single());
        if (WouldBe.GetOrAdd(consumer, text) != text)
            Contradicted.Enqueue(consumer);
    }
}
