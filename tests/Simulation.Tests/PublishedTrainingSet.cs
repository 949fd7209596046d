using WorldModel.Schema;
using WorldModel.Schema.Training;

namespace WorldModel.Simulation.Tests;

/// <summary>Training rows of the published panel, one a consumer and day.</summary>
public sealed class PublishedTrainingSet
{
    public PublishedTrainingSet()
    {
        Panel = PurchaseWorld.Simulate(42, 1024, 365);
        ConsumerSchema schema = ConsumerSchema.Load(Checkout.ExampleSchema("purchase-world"));
        Names = [.. new Encoder(schema).UnitNames];
        Set = TrainingRows.FromEvents(
            schema, PurchaseEvents.ToProfiles(Panel, schema), PurchaseEvents.ToEvents(Panel, schema),
            Panel.DateOf(0), Panel.DateOf(364));
    }

    public PurchasePanel Panel { get; }

    public TrainingSet Set { get; }

    public List<string> Names { get; }
}
