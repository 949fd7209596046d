using WorldModel.Grains.Hosting;
using WorldModel.Silo.Storage;

namespace WorldModel.Silo.Orleans.Hosting;

/// <summary>What a silo of a cluster has of its own, whatever Orleans does: the same as the embedded one.</summary>
/// <param name="Options">What it was started with.</param>
/// <param name="Store">The cluster's store, as this process has opened it.</param>
/// <param name="Parts">Models, and the grains' objects.</param>
/// <param name="Files">Model files on this machine.</param>
/// <param name="Clock">The only time that grains know.</param>
/// <param name="Metrics">Where it is counted.</param>
/// <param name="Log">Where it is logged.</param>
internal sealed record SiloCore(
    SiloOptions Options, FrameStore Store, ISiloParts Parts, ModelFolder Files, IClock Clock, Metrics Metrics,
    ILogger Log);
