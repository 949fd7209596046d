using WorldModel.Models.Boltzmann;
using WorldModel.Schema;
using WorldModel.Schema.Training;
using WorldModel.Simulation;

namespace WorldModel.Models.Tests;

/// <summary>A Purchase World small enough for a test, its rows, and one model of it, each made once.</summary>
internal static class SmallWorld
{
    public const int Days = 180;
    public const int TestDays = 30;

    private static readonly Lazy<PurchasePanel> LazyPanel = new(() => PurchaseWorld.Simulate(11, 320, Days));
    private static readonly Lazy<TrainingSet> LazyRows = new(() => RowsOf(Schema!));
    private static readonly Lazy<TrainingSet> LazyTraining = new(() => Between(0, Days - TestDays - 1));
    private static readonly Lazy<TrainingSet> LazyTest = new(() => Between(Days - TestDays, Days - 1));
    private static readonly Lazy<FrozenModel> LazyModel = new(() => TrainingPipeline.Train(Training, Options!));

    public static ConsumerSchema Schema { get; } = ConsumerSchema.Load(Checkout.ExampleSchema("purchase-world"));

    public static PurchasePanel Panel => LazyPanel.Value;

    public static TrainingSet Rows => LazyRows.Value;

    public static TrainingSet Training => LazyTraining.Value;

    public static TrainingSet Test => LazyTest.Value;

    public static FrozenModel Model => LazyModel.Value;

    public static TrainingOptions Options { get; } = new()
    {
        Seed = 5,
        Preset = "test",
        Machine = BoltzmannTrainingOptions.Quick with
        {
            HiddenLayers = [24, 12],
            RowsMax = 10_000,
            Pretraining = BoltzmannTrainingOptions.Quick.Pretraining with { Epochs = 1 },
            Joint = BoltzmannTrainingOptions.Quick.Joint with { Epochs = 2 },
        },
    };

    public static TrainingSet RowsOf(ConsumerSchema schema) => TrainingRows.FromEvents(
        schema, PurchaseEvents.ToProfiles(Panel, schema), PurchaseEvents.ToEvents(Panel, schema),
        PurchaseWorld.FirstDay, PurchaseWorld.FirstDay.AddDays(Days - 1));

    public static float[] BeliefOf(ReadOnlySpan<float> visible, int rows = 1)
    {
        var belief = new float[rows * Model.BeliefUnits];
        Model.Infer(visible, rows, belief);
        return belief;
    }

    public static TreatmentPlan Plan(params string[] treatments) => new(
        Schema, [.. treatments.Select(text => Treatment.Parse(Model.Layout.Actions, text))]);

    private static TrainingSet Between(int from, int to) =>
        Rows.Between(PurchaseWorld.FirstDay.AddDays(from), PurchaseWorld.FirstDay.AddDays(to));
}
