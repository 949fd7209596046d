using WorldModel.Grains.Hosting;
using WorldModel.Silo;
using WorldModel.Silo.Tests;

namespace WorldModel.Testing.Contract;

/// <summary>What every host of the contract's tests is started with.</summary>
internal static class HostLimits
{
    /// <summary>Few, so that a test reaches the bound.</summary>
    public const int RememberedRequests = 4096;

    public static SiloOptions Options(SmallWorld world, string data, int shards, TimeProvider time) =>
        new(data, world.Schema)
        {
            Url = "http://127.0.0.1:0",
            Shards = shards,
            Synchronous = Silo.Storage.Synchronous.Off,
            Time = time,
            // The script sweeps itself: when the host does is not the contract's.
            SweepEvery = TimeSpan.FromHours(1),
            Limits = new GrainLimits { RememberedRequests = RememberedRequests },
            LogLevel = Microsoft.Extensions.Logging.LogLevel.None,
        };
}
