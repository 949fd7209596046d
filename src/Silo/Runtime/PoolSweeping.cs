using WorldModel.Grains.Interfaces;

namespace WorldModel.Silo.Runtime;

/// <summary>
/// A pool's share of a sweep: it recalls what has ended, and the campaigns that share it hear its price. The host tells
/// them because a campaign calls pools, and never the other way round.
/// </summary>
internal static class PoolSweeping
{
    public static async Task<PoolStatus> Sweep(IGrains grains, string pool)
    {
        var sweep = await grains.Allocator(pool).Sweep();
        foreach (string campaign in sweep.Sharing)
            await grains.Campaign(campaign).Reprice(sweep.ShadowPrice);
        return sweep.Status;
    }
}
