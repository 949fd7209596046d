using System.Collections.Concurrent;
using WorldModel.Grains.Hosting;

namespace WorldModel.Silo.Postgres;

/// <summary>Rows of the grains that this process has opened.</summary>
internal sealed class StoreIds
{
    private readonly ConcurrentDictionary<GrainAddress, long> _ids = new();

    public void Set(GrainAddress grain, long id) => _ids[grain] = id;

    /// <summary>The grain's row; 0, which no row has, where it was never opened.</summary>
    public long Of(GrainAddress grain) => _ids.GetValueOrDefault(grain);
}
