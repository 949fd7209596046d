using WorldModel.Client;
using WorldModel.Client.Wire;
using WorldModel.Schema;
using WorldModel.Simulation;

namespace WorldModel.Bench.Serving;

/// <summary>
/// Consumers of Purchase World with some days of history, made in blocks that each depend on the seed and their own
/// number only, and sent to a silo over its public API.
/// </summary>
internal sealed class SyntheticConsumers(ConsumerSchema schema, int seed, int count, int days)
{
    private const int BlockConsumers = 25_000;

    private readonly Dictionary<short, (string Kind, string Name)> _slots = Slots(schema);

    public int Count => count;

    /// <summary>The day after the history.</summary>
    public DateOnly Today => PurchaseWorld.FirstDay.AddDays(days);

    public static string IdOf(int consumer) => $"b{consumer / BlockConsumers}-c{consumer % BlockConsumers}";

    /// <summary>Sends all attributes and events; returns how many events, and what took how long.</summary>
    public async Task<LoadTotal> Load(WorldModelClient client, Action<string> progress)
    {
        var (events, seconds) = (0L, 0.0);
        for (var from = 0; from < count; from += BlockConsumers)
        {
            var panel = PurchaseWorld.Simulate(
                (uint)(seed + (7919 * (from / BlockConsumers))), Math.Min(BlockConsumers, count - from), days);
            var first = from;
            var watch = System.Diagnostics.Stopwatch.StartNew();
            Check(await client.PutConsumersAsync(Profiles(panel, first)));
            var sent = await client.SendEventsAsync(Events(panel, first));
            Check(sent);
            seconds += watch.Elapsed.TotalSeconds;
            events += sent.Received;
            progress($"loaded {Math.Min(from + BlockConsumers, count):N0} of {count:N0} consumers, {events:N0} events");
        }

        return new LoadTotal(events, seconds);
    }

    private static IEnumerable<ConsumerItem> Profiles(PurchasePanel panel, int first) =>
        Enumerable.Range(0, panel.Consumers.Count).Select(i => new ConsumerItem(
            IdOf(first + i), PurchaseEvents.AttributesOf(panel, i).ToDictionary(a => a.Key, a => a.Value!)));

    private IEnumerable<EventItem> Events(PurchasePanel panel, int first)
    {
        foreach (var e in PurchaseEvents.ToEvents(panel, schema))
        {
            var (kind, name) = _slots[e.Event.Slot];
            yield return new EventItem(e.Id, IdOf(first + int.Parse(e.Consumer.AsSpan(1))),
                DateOnly.FromDayNumber(e.Event.Day), kind, name);
        }
    }

    private static Dictionary<short, (string Kind, string Name)> Slots(ConsumerSchema schema)
    {
        var layout = new StateLayout(schema);
        var slots = new Dictionary<short, (string, string)>();
        foreach (var action in schema.Actions.Where(action => action.IsBinary))
            slots[(short)layout.Actions.IndexOf(action.Name, null)] = (EventResolver.Action, action.Name);
        for (var outcome = 0; outcome < schema.Outcomes.Count; outcome++)
            slots[layout.OutcomeSlot(outcome)] = (EventResolver.Outcome, schema.Outcomes[outcome].Name);
        return slots;
    }

    private static void Check(IngestResult result)
    {
        if (result.Refused is [var refused, ..])
            throw new InvalidOperationException($"the silo refused {refused.Field}: {refused.Value}");
    }
}

/// <summary>Events sent, and the seconds that sending took.</summary>
internal sealed record LoadTotal(long Events, double Seconds);
