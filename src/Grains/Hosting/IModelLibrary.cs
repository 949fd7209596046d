using WorldModel.Models;

namespace WorldModel.Grains.Hosting;

/// <summary>
/// The process's one immutable copy of each model. Shards compute on it and never call a grain for it; which one is
/// live under a name is told by the SharedModel grain's <see cref="Announce"/>, in a cluster by a host that asks it.
/// </summary>
public interface IModelLibrary
{
    /// <summary>The model of this content hash, if this process has loaded it.</summary>
    FrozenModel? Find(string hash);

    /// <summary>The model that is live under this name, if one is and it is loaded.</summary>
    FrozenModel? Live(string name);

    /// <summary>The candidate that decides in the shadow of the live one, if one does and it is loaded.</summary>
    FrozenModel? Shadow(string name);

    /// <summary>
    /// Takes note of what is live, and in its shadow; a version not above the one known is ignored.
    /// </summary>
    void Announce(string name, string? hash, string? shadow, long version);
}
