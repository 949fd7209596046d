using WorldModel.Client.Wire;
using WorldModel.Schema;
using WorldModel.Schema.Training;
using WorldModel.Simulation;

namespace WorldModel.Cli.Demo;

/// <summary>A demo's simulated world as a schema sees it: profiles and events to load, days to stream.</summary>
internal sealed class DemoWorld
{
    private readonly WorldItems _items;

    public DemoWorld(DemoOptions options, ConsumerSchema schema)
    {
        Schema = schema;
        Panel = PurchaseWorld.Simulate((uint)options.Seed, options.Consumers, options.Days);
        Truth = new PurchaseTruth(Panel);
        Profiles = PurchaseEvents.ToProfiles(Panel, schema);
        FirstStreamed = options.Days - DemoOptions.HeldOutDays;
        _items = new WorldItems(schema);
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
    public IEnumerable<EventItem> Events(int from, int to) => _items.Events(Panel, from, to);

    /// <summary>The consumers' attributes, as the API takes them.</summary>
    public IEnumerable<ConsumerItem> ConsumerItems() => WorldItems.Consumers(Panel);

    private TrainingSet Rows(int from, int to) => TrainingRows.FromEvents(
        Schema, Profiles, PurchaseEvents.ToEvents(Panel, Schema, 0, Math.Min(to, Panel.Days)),
        Panel.DateOf(from), Panel.DateOf(to - 1));
}
