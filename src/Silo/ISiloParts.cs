using WorldModel.Grains.Hosting;
using WorldModel.Grains.Interfaces;
using WorldModel.Silo.Runtime;

namespace WorldModel.Silo;

/// <summary>What a silo hosts, as far as it does not care which: models it can load, and grains it can make.</summary>
internal interface ISiloParts
{
    /// <summary>The process's models, and which of them are live.</summary>
    IModelLibrary Models { get; }

    /// <summary>
    /// Loads a model file, checked whole and of the store's schema, so that grains find it; answers its content hash.
    /// </summary>
    /// <param name="file">Where it is.</param>
    /// <param name="name">What it is called in messages.</param>
    string LoadModel(string file, string name);

    IGrainFactory Grains(IGrains grains, IClock clock);
}
