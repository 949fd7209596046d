using WorldModel.Models;
using WorldModel.Schema;
using WorldModel.Schema.Training;
using WorldModel.Simulation;

namespace WorldModel.Cli.Month;

/// <summary>The model of all replications: trained once, on a world that none of them lives in.</summary>
internal static class MonthModel
{
    public static FrozenModel Train(
        MonthOptions options, ConsumerSchema schema, string path, IProgress<TrainingProgress>? progress = null)
    {
        var panel = PurchaseWorld.Simulate((uint)options.Seed, options.Consumers, options.TrainedDays);
        var rows = TrainingRows.FromEvents(
            schema, PurchaseEvents.ToProfiles(panel, schema), PurchaseEvents.ToEvents(panel, schema), panel.DateOf(0),
            panel.DateOf(panel.Days - 1));
        var model = TrainingPipeline.Train(rows, TrainingOptions.Quick((ulong)options.Seed), progress);
        ModelFile.Write(model, path);
        return model;
    }
}
