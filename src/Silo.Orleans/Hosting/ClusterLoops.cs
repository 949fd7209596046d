using WorldModel.Grains.Interfaces;
using WorldModel.Silo.Orleans.Models;
using WorldModel.Silo.Orleans.Placement;

namespace WorldModel.Silo.Orleans.Hosting;

/// <summary>
/// What a silo does by itself while it runs: watches models and the store, does listed work, sweeps money, lets shards
/// be evened out.
/// Started after Orleans and before the API listens; stopped after the API and before Orleans.
/// </summary>
internal sealed class ClusterLoops(
    SiloCore core, LocalSilo silo, ActiveSilos silos, ModelCourier courier, ModelWatch models, AloneWatch alone,
    ClusterSettings settings, IGrainFactory grains) : IHostedService
{
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // A silo that stood still may have been voted dead: it would take its shards from those who have them now.
        if (silo.Store.Lease is { } lease)
            lease.AfterLapse = silos.Read;
        await models.Ask();
        await FirstModel.MakeLive(core.Options, courier, silo.Grains, cancellationToken);
        var stop = _stop.Token;
        _running = Task.WhenAll(
            Task.Run(() => models.Run(stop), stop),
            Task.Run(() => alone.Run(stop), stop),
            Task.Run(() => new ClusterWork(silo, core.Options.Time).Run(stop), stop),
            Task.Run(() => new ClusterMoney(silo, core.Options.SweepEvery, core.Options.Time).Run(stop), stop),
            Task.Run(() => Even(stop), stop));
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task Even(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await Task.Delay(settings.BalanceEvery, core.Options.Time, stop)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                await grains.GetGrain<IBalanceGrain>(0).Even();
            }
            catch (GrainUnavailableException cause)
            {
                ClusterLog.BalanceFailed(core.Log, cause);
            }
        }
    }
}
