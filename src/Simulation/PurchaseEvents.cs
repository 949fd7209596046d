using WorldModel.Schema;

namespace WorldModel.Simulation;

/// <summary>
/// A panel as the events and profiles of the schema <c>examples/purchase-world.schema.json</c>. Sales run by the
/// calendar for everybody and are no events.
/// </summary>
public static class PurchaseEvents
{
    private static readonly string[] Names = ["campaign", "coupon", "push", "visit", "purchase"];

    /// <summary>Attributes in words, by consumer: store, loyalty, age, income.</summary>
    public static IReadOnlyList<KeyValuePair<string, string?>> AttributesOf(PurchasePanel panel, int consumer) =>
    [
        KeyValuePair.Create("store", (string?)Text(panel.Consumers.Store[consumer])),
        KeyValuePair.Create("loyalty", (string?)Text(panel.Consumers.Loyalty[consumer])),
        KeyValuePair.Create("age", (string?)Text(panel.Consumers.Age[consumer])),
        KeyValuePair.Create("income", (string?)Text(panel.Consumers.Income[consumer])),
    ];

    public static List<ConsumerProfile> ToProfiles(PurchasePanel panel, ConsumerSchema schema)
    {
        var resolver = new AttributeResolver(schema);
        return [.. Enumerable.Range(0, panel.Consumers.Count).Select(i =>
            new ConsumerProfile(PurchaseConsumers.IdOf(i), resolver.Resolve(AttributesOf(panel, i))))];
    }

    /// <summary>All events, day by day; of a day consumer by consumer, actions before outcomes.</summary>
    public static List<ConsumerEvent> ToEvents(PurchasePanel panel, ConsumerSchema schema) =>
        ToEvents(panel, schema, 0, panel.Days);

    /// <summary>The events of the days from one to, but without, another.</summary>
    public static List<ConsumerEvent> ToEvents(PurchasePanel panel, ConsumerSchema schema, int from, int to)
    {
        var resolver = new EventResolver(new StateLayout(schema));
        short[] slots = [.. Names.Select(name => resolver.Resolve(1, null, name, null, 1).Slot)];
        string[] ids = [.. Enumerable.Range(0, panel.Consumers.Count).Select(PurchaseConsumers.IdOf)];
        var events = new List<ConsumerEvent>(panel.Consumers.Count * (to - from) * 5 / 4);
        foreach ((int consumer, int day, int kind) in Facts(panel, from, to))
        {
            var e = new StateEvent(panel.DateOf(day).DayNumber, slots[kind]);
            events.Add(new ConsumerEvent(EventId(ids[consumer], day, kind), ids[consumer], e));
        }
        return events;
    }

    /// <summary>What happened, in the order of <see cref="ToEvents(PurchasePanel, ConsumerSchema)"/>.</summary>
    internal static IEnumerable<(int Consumer, int Day, int Kind)> Facts(PurchasePanel panel, int from, int to)
    {
        for (int day = from; day < to; day++)
        {
            for (int consumer = 0; consumer < panel.Consumers.Count; consumer++)
            {
                int row = panel.Row(consumer, day);
                if (panel.StoreCampaign(panel.Consumers.Store[consumer], day))
                    yield return (consumer, day, 0);
                if (panel.Coupon[row] == 1)
                    yield return (consumer, day, 1);
                if (panel.Push[row] == 1)
                    yield return (consumer, day, 2);
                if (panel.Visit[row] == 1)
                    yield return (consumer, day, 3);
                if (panel.Purchase[row] == 1)
                    yield return (consumer, day, 4);
            }
        }
    }

    internal static string NameOf(int kind) => Names[kind];

    internal static string KindOf(int kind) => kind < 3 ? EventResolver.Action : EventResolver.Outcome;

    internal static string EventId(string consumer, int day, int kind) => $"{consumer}-{day}-{Names[kind]}";

    internal static string Text(IFormattable value) =>
        value.ToString(null, System.Globalization.CultureInfo.InvariantCulture);
}
