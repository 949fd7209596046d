using WorldModel.Models;
using WorldModel.Schema;
using WorldModel.Schema.Training;
using WorldModel.Simulation;

namespace WorldModel.Bench.Serving;

/// <summary>A model of Purchase World with the demo's layers, trained in seconds or taken from a file.</summary>
internal static class QuickModel
{
    private const int Consumers = 512;
    private const int Days = 200;

    public static string Of(string folder, ConsumerSchema schema, int seed)
    {
        var path = Path.Combine(folder, $"model-{schema.Hash[..12]}-{seed}.wmdl");
        if (IsGood(path)) return path;
        var panel = PurchaseWorld.Simulate((uint)seed, Consumers, Days);
        var rows = TrainingRows.FromEvents(schema, PurchaseEvents.ToProfiles(panel, schema),
            PurchaseEvents.ToEvents(panel, schema), PurchaseWorld.FirstDay, PurchaseWorld.FirstDay.AddDays(Days - 1));
        ModelFile.Write(TrainingPipeline.Train(rows, TrainingOptions.Quick((ulong)seed)), path);
        return path;
    }

    /// <summary>Whether the file is there, whole and of this version's format.</summary>
    private static bool IsGood(string path)
    {
        try
        {
            return File.Exists(path) && ModelFile.Read(path) is not null;
        }
        catch (ModelFileException)
        {
            return false;
        }
    }
}
