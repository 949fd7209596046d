using WorldModel.Schema;
using WorldModel.Schema.Training;
using WorldModel.Simulation;

namespace WorldModel.Models.Tests;

/// <summary>The consumers of <see cref="SmallWorld"/> through a schema with numbers and a responsiveness.</summary>
internal static class ResponsiveWorld
{
    private static readonly Lazy<TrainingSet> LazyRows = new(() => SmallWorld.RowsOf(Schema!));

    private static readonly Lazy<TrainingSet> LazyTraining = new(
        () => Between(0, SmallWorld.Days - SmallWorld.TestDays - 1));

    private static readonly Lazy<TrainingSet> LazyTest = new(
        () => Between(SmallWorld.Days - SmallWorld.TestDays, SmallWorld.Days - 1));

    private static readonly Lazy<FrozenModel> LazyModel = new(
        () => TrainingPipeline.Train(Training, SmallWorld.Options));

    public static ConsumerSchema Schema { get; } = ConsumerSchema.Load(Checkout.ExampleSchema("purchase-world-best"));

    public static TrainingSet Training => LazyTraining.Value;

    public static TrainingSet Test => LazyTest.Value;

    public static FrozenModel Model => LazyModel.Value;

    public static TreatmentPlan Plan(params string[] treatments) => new(
        Schema, [.. treatments.Select(text => Treatment.Parse(Model.Layout.Actions, text))]);

    private static TrainingSet Between(int from, int to) => LazyRows.Value.Between(
        PurchaseWorld.FirstDay.AddDays(from), PurchaseWorld.FirstDay.AddDays(to));
}
