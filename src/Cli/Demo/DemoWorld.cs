using WorldModel.Client.Wire;
using WorldModel.Schema;
using WorldModel.Schema.Training;
using WorldModel.Simulation;

namespace WorldModel.Cli.Demo;

/// <summary>A demo's simulated world as a schema sees it: profiles and events to load, days to stream.</summary>
internal sealed class DemoWorld
{
    private readonly Dictionary<short, (string Kind, string Name, string? Level)> _slots = [];

    public DemoWorld(DemoOptions options, ConsumerSchema schema)
    {
        Schema = schema;
        Panel = PurchaseWorld.Simulate((uint)options.Seed, options.Consumers, options.Days);
        Truth = new PurchaseTruth(Panel);
        Profiles = PurchaseEvents.ToProfiles(Panel, schema);
        FirstStreamed = options.Days - DemoOptions.HeldOutDays;
        var layout = new StateLayout(schema);
        foreach (var action in schema.Actions.Where(a => a.IsBinary))
            _slots[(short)layout.Actions.IndexOf(action.Name, null)] = (EventResolver.Action, action.Name, null);
        for (var outcome = 0; outcome < schema.Outcomes.Count; outcome++)
            _slots[layout.OutcomeSlot(outcome)] = (EventResolver.Outcome, schema.Outcomes[outcome].Name, null);
    }

    public ConsumerSchema Schema { get; }

    public PurchasePanel Panel { get; }

    public PurchaseTruth Truth { get; }

    public IReadOnlyList<ConsumerProfile> Profiles { get; }

    public int Consumers => Panel.Consumers.Count;

    /// <summary>The first day that is streamed and predicted, an index into the panel.</summary>
    public int FirstStreamed { get; }

    /// <summary>The day that the campaign decides: the one after the panel.</summary>
    public DateOnly CampaignDay => Panel.DateOf(Panel.Days);

    public string IdOf(int consumer) => PurchaseConsumers.IdOf(consumer);

    /// <summary>Rows of the days before the streamed ones: all that is trained on.</summary>
    public TrainingSet HistoryRows() => Rows(0, FirstStreamed);

    /// <summary>Rows of the day that the campaign decides, one a consumer; no outcome is known yet.</summary>
    public TrainingSet CampaignRows() => Rows(Panel.Days, Panel.Days + 1);


    /// <summary>The events of the days from one to, but without, another, as the API takes them.</summary>
    public IEnumerable<EventItem> Events(int from, int to)
    {
        foreach (var e in PurchaseEvents.ToEvents(Panel, Schema, from, to))
        {
            var (kind, name, level) = _slots[e.Event.Slot];
            yield return new EventItem(e.Id, e.Consumer, DateOnly.FromDayNumber(e.Event.Day), kind, name, level);
        }
    }

    /// <summary>The consumers' attributes, as the API takes them.</summary>
    public IEnumerable<ConsumerItem> ConsumerItems() => Enumerable.Range(0, Consumers).Select(i => new ConsumerItem(
        IdOf(i), PurchaseEvents.AttributesOf(Panel, i).ToDictionary(a => a.Key, a => a.Value!)));

    private TrainingSet Rows(int from, int to) => TrainingRows.FromEvents(
        Schema, Profiles, PurchaseEvents.ToEvents(Panel, Schema, 0, Math.Min(to, Panel.Days)),
        Panel.DateOf(from), Panel.DateOf(to - 1));
}
