using WorldModel.Client.Wire;
using WorldModel.Schema;
using WorldModel.Simulation;

namespace WorldModel.Cli.Demo;

/// <summary>A simulated panel in the items that the API takes.</summary>
internal sealed class WorldItems
{
    private readonly ConsumerSchema _schema;
    private readonly Dictionary<short, (string Kind, string Name)> _slots = [];

    public WorldItems(ConsumerSchema schema)
    {
        _schema = schema;
        var layout = new StateLayout(schema);
        foreach (var action in schema.Actions.Where(a => a.IsBinary))
            _slots[(short)layout.Actions.IndexOf(action.Name, null)] = (EventResolver.Action, action.Name);
        for (var outcome = 0; outcome < schema.Outcomes.Count; outcome++)
            _slots[layout.OutcomeSlot(outcome)] = (EventResolver.Outcome, schema.Outcomes[outcome].Name);
    }

    /// <summary>The events of the days from one to, but without, another.</summary>
    public IEnumerable<EventItem> Events(PurchasePanel panel, int from, int to)
    {
        foreach (var e in PurchaseEvents.ToEvents(panel, _schema, from, to))
        {
            var (kind, name) = _slots[e.Event.Slot];
            yield return new EventItem(e.Id, e.Consumer, DateOnly.FromDayNumber(e.Event.Day), kind, name, null);
        }
    }

    /// <summary>The consumers' attributes.</summary>
    public static IEnumerable<ConsumerItem> Consumers(PurchasePanel panel) =>
        Enumerable.Range(0, panel.Consumers.Count).Select(i => new ConsumerItem(
            PurchaseConsumers.IdOf(i), PurchaseEvents.AttributesOf(panel, i).ToDictionary(a => a.Key, a => a.Value!)));
}
