using WorldModel.Grains.Hosting;
using WorldModel.Silo.Runtime;

namespace WorldModel.Silo.Orleans.Hosting;

/// <summary>
/// Sweeps the shards and pools that this silo hosts now and then: what has expired ends, leases nobody spends go back,
/// campaigns take over their pool's price. Where the store could not write it asks it to try again.
/// </summary>
internal sealed class ClusterMoney(LocalSilo silo, TimeSpan pause, TimeProvider time)
{
    private readonly PoolSweeping _pools = new(silo.Grains, time, silo.Log);

    public async Task Run(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await Task.Delay(pause, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                await Sweep(stop);
            }
            catch (Exception error)
            {
                Silo.Log.SweepFailed(silo.Log, pause.TotalSeconds, error);
            }
        }
        await _pools.Ended();
    }

    private async Task Sweep(CancellationToken stop)
    {
        if (silo.Store.Failure is not null)
            await silo.Store.TryAgain();
        var (expired, leases) = (0, 0);
        foreach (int shard in silo.Shards())
        {
            if (stop.IsCancellationRequested)
                return;
            var swept = await silo.Grains.Shard(shard).Sweep();
            expired += swept.Expired;
            leases += swept.Leases;
            if (swept.Problem is { } problem)
                Silo.Log.SettlementRefused(silo.Log, shard, problem.Code, problem.Expected);
        }
        silo.Metrics.Swept(expired, leases);
        foreach (var pool in silo.Hosted.Where(grain => grain.Address.Kind == GrainKind.Allocator).ToList())
            silo.Metrics.Show(await _pools.Sweep(pool.Address.Key));
    }
}
