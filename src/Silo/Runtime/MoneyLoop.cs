using WorldModel.Grains.Hosting;
using WorldModel.Grains.Interfaces;
using WorldModel.Silo.Storage;

namespace WorldModel.Silo.Runtime;

/// <summary>
/// Sweeps the shards now and then: what has expired by the clock ends, leases nobody spends go back to their pools, and
/// pools are told what was committed, campaigns what their pool's price is by now. No money depends on how often: every
/// operation with money ends first what it rests on. Where the store could not write it asks it to try again.
/// </summary>
internal sealed class MoneyLoop(
    FrameStore store, IGrains grains, TimeSpan pause, TimeProvider time, Metrics metrics, ILogger log)
    : IAsyncDisposable
{
    private readonly PoolSweeping _pools = new(grains, time, log);
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    public void Start() => _running = Task.Run(Run);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        await _pools.Ended();
        _stop.Dispose();
    }

    private async Task Run()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await Sweep();
            }
            catch (Exception error)
            {
                Log.SweepFailed(log, pause.TotalSeconds, error);
            }
            await Task.Delay(pause, time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task Sweep()
    {
        if (store.Failure is not null)
            await store.TryAgain();
        var (expired, leases) = (0, 0);
        for (int shard = 0; shard < grains.ShardCount && !_stop.IsCancellationRequested; shard++)
        {
            var swept = await grains.Shard(shard).Sweep();
            expired += swept.Expired;
            leases += swept.Leases;
            if (swept.Problem is { } problem)
                Log.SettlementRefused(log, shard, problem.Code, problem.Expected);
        }
        metrics.Swept(expired, leases);
        foreach (var pool in store.Grains.Where(grain => grain.Kind == GrainKind.Allocator))
            metrics.Show(await _pools.Sweep(pool.Key));
    }
}
