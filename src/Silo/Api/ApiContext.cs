using WorldModel.Grains.Hosting;
using WorldModel.Grains.Interfaces;
using WorldModel.Schema;
using WorldModel.Silo.Mixes;
using WorldModel.Silo.Runtime;
using WorldModel.Silo.Storage;

namespace WorldModel.Silo.Api;

/// <summary>What the endpoints work with.</summary>
internal sealed record ApiContext(
    SiloOptions Options, ConsumerSchema Schema, FrameStore Store, IGrainHost Host, IModelIntake Models,
    IClock Clock, Metrics Metrics, ILogger Log, AccessKeys? Keys = null)
{
    /// <summary>Answers about media mixes; absent on a cluster, whose silos share no files.</summary>
    public MixDesk? Mixes { get; init; }

    public IGrains Grains => Host.Grains;
}
