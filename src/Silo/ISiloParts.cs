using WorldModel.Grains.Hosting;
using WorldModel.Grains.Interfaces;
using WorldModel.Silo.Runtime;

namespace WorldModel.Silo;

/// <summary>What a silo hosts, as far as it does not care which: models it can load, and grains it can make.</summary>
internal interface ISiloParts
{
    /// <summary>Loads a model file so that grains find it; answers its content hash.</summary>
    string LoadModel(string file);

    IGrainFactory Grains(IGrains grains, IClock clock);
}
