using System.Collections.Concurrent;
using WorldModel.Grains.Interfaces;

namespace WorldModel.Silo.Runtime;

/// <summary>
/// Pools' share of a sweep: a pool recalls what has ended, and the campaigns that share it hear its price. The host
/// tells them because a campaign calls pools, and never the other way round. To find a price takes as long as an
/// allocation: nobody's money waits for it, and one campaign that fails keeps no other from hearing.
/// </summary>
internal sealed class PoolSweeping(IGrains grains, TimeProvider time, ILogger log)
{
    /// <summary>How long a search that was refused is not tried again while the pool's money is the same.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Task> _telling = new();
    private readonly ConcurrentDictionary<string, (PoolStatus Status, long At)> _refused = new();

    public async Task<PoolStatus> Sweep(string pool)
    {
        var sweep = await grains.Allocator(pool).Sweep();
        bool isFree = _telling.GetValueOrDefault(pool) is null or { IsCompleted: true };
        if (isFree && sweep.Sharing.Length > 0 && !WasRefused(pool, sweep.Status))
            _telling[pool] = Task.Run(() => Tell(pool, sweep));
        return sweep.Status;
    }

    /// <summary>Kept when nobody is being told any more.</summary>
    public Task Ended() => Task.WhenAll(_telling.Values);

    private bool WasRefused(string pool, PoolStatus status) => _refused.TryGetValue(pool, out var refused)
        && refused.Status == status && time.GetElapsedTime(refused.At) < Patience;

    private async Task Tell(string pool, PoolSweep sweep)
    {
        foreach (string campaign in sweep.Sharing)
        {
            try
            {
                if ((await grains.Campaign(campaign).Reprice(sweep.ShadowPrice)).Problem is not { } problem)
                    continue;
                Log.NoPrice(log, pool, problem.Code, problem.Expected);
                if (problem.Field != "budget")
                    continue;
                // The others would search as long and find the same.
                _refused[pool] = (sweep.Status, time.GetTimestamp());
                return;
            }
            catch (Exception error)
            {
                Log.RepriceFailed(log, pool, error);
            }
        }
    }
}
