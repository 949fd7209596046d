using WorldModel.Grains.Hosting;
using WorldModel.Grains.Interfaces;
using WorldModel.Schema;
using WorldModel.Silo.Runtime;
using WorldModel.Silo.Storage;

namespace WorldModel.Silo.Api;

/// <summary>What the endpoints work with.</summary>
internal sealed record ApiContext(
    SiloOptions Options, ConsumerSchema Schema, FrameStore Store, IGrainHost Host, IModelIntake Models,
    IClock Clock, Metrics Metrics, ILogger Log, AccessKeys? Keys = null)
{
    public IGrains Grains => Host.Grains;
}
