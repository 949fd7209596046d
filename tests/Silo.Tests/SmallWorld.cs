using WorldModel.Client.Wire;
using WorldModel.Models;
using WorldModel.Models.Boltzmann;
using WorldModel.Schema;
using WorldModel.Schema.Training;
using WorldModel.Silo.Tests;
using WorldModel.Simulation;

[assembly: AssemblyFixture(typeof(SmallWorld))]

namespace WorldModel.Silo.Tests;

/// <summary>A little Purchase World and a little model of it, made once for all tests.</summary>
public sealed class SmallWorld : IDisposable
{
    public const int Consumers = 96;
    public const int Days = 70;

    private readonly TempDirectory _directory = new();

    public SmallWorld()
    {
        SchemaFile = Checkout.ExampleSchema("purchase-world");
        Schema = ConsumerSchema.Load(SchemaFile);
        Panel = PurchaseWorld.Simulate(11, Consumers, Days);
        var rows = TrainingRows.FromEvents(
            Schema, PurchaseEvents.ToProfiles(Panel, Schema), PurchaseEvents.ToEvents(Panel, Schema),
            PurchaseWorld.FirstDay.AddDays(10), PurchaseWorld.FirstDay.AddDays(Days - 1));
        Model = TrainingPipeline.Train(rows, TrainingOptions.Quick(5) with
        {
            Machine = BoltzmannTrainingOptions.Quick with { HiddenLayers = [12, 8, 4] },
        });
        ModelFile.Write(Model, ModelPath);
        PurchaseWorldFiles.WriteEvents(Panel, EventsPath);
    }

    public ConsumerSchema Schema { get; }

    public string SchemaFile { get; }

    public PurchasePanel Panel { get; }

    public FrozenModel Model { get; }

    public string ModelPath => _directory.File("small.wmdl");

    /// <summary>All events, one JSON object a line, day by day.</summary>
    public string EventsPath => _directory.File("events.ndjson");

    /// <summary>The day after the panel.</summary>
    public DateOnly Today => PurchaseWorld.FirstDay.AddDays(Days);

    public IEnumerable<string> Ids => Enumerable.Range(0, Consumers).Select(PurchaseConsumers.IdOf);

    public IEnumerable<ConsumerItem> Profiles => Enumerable.Range(0, Consumers).Select(i => new ConsumerItem(
        PurchaseConsumers.IdOf(i),
        PurchaseEvents.AttributesOf(Panel, i).ToDictionary(pair => pair.Key, pair => pair.Value!)));

    /// <summary>Options for a silo of a test: few shards, no waiting for the disk, silent, any port.</summary>
    internal SiloOptions Options(TempDirectory data) => new(data.File("data"), Schema)
    {
        Url = "http://127.0.0.1:0",
        Model = ModelPath,
        Shards = 8,
        Synchronous = Silo.Storage.Synchronous.Off,
        Time = new FixedTime(Today),
        LogLevel = Microsoft.Extensions.Logging.LogLevel.None,
    };

    public void Dispose() => _directory.Dispose();
}

/// <summary>Noon of a day, for ever.</summary>
internal sealed class FixedTime(DateOnly day) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => new(day.ToDateTime(new TimeOnly(12, 0)), TimeSpan.Zero);
}
