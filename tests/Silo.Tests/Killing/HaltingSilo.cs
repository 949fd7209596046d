using WorldModel.Grains.Hosting;
using WorldModel.Grains.Interfaces;
using WorldModel.Silo.Runtime;

namespace WorldModel.Silo.Tests.Killing;

/// <summary>
/// A silo as any other, but for its bounds, so small that every stage of a campaign takes many steps and snapshots are
/// written all the time; and it may stand still at a <see cref="KillPoint"/>.
/// </summary>
internal static class HaltingSilo
{
    public const string Name = "silo";
    public const string HaltOption = "--halt";
    public const long SnapshotBytes = 2048;

    /// <summary>One row a call, one shard at a time, and rounds that ask two prices each.</summary>
    public static GrainLimits Limits { get; } = new()
    {
        EstimateRowsPerSlice = 1,
        EstimateRowsPerCall = 1,
        ScanRowsPerSlice = 1,
        DecideRowsPerCall = 1,
        ShardsAtOnce = 1,
        PricesPerRound = 2,
        IncrementsFetched = 1,
    };

    public static async Task Run(string[] arguments)
    {
        var point = arguments is [HaltOption, var text, ..] ? KillPoint.Parse(text) : null;
        var options = SiloSettings.Read(point is null ? arguments : arguments[2..]) with
        {
            Limits = Limits,
            SnapshotBytes = SnapshotBytes,
        };
        await using var silo = await SiloHost.Start(options, new Parts(new(options.Schema, Limits), point));
        await silo.WaitForShutdown();
    }

    private sealed class Parts(SiloParts parts, KillPoint? point) : ISiloParts
    {
        public IModelLibrary Models => parts.Models;

        public string LoadModel(string file, string name) => parts.LoadModel(file, name);

        public IGrainFactory Grains(IGrains grains, IClock clock) =>
            parts.Grains(point is null ? grains : new HaltingGrains(grains, point), clock);
    }
}
