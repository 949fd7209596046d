using WorldModel.Grains.Interfaces;
using WorldModel.Silo.Orleans.Placement;

namespace WorldModel.Silo.Orleans.Hosting;

/// <summary>
/// Ends this silo where it alone cannot reach the store: it is a member that others speak to, so its shards stay its
/// own though nobody can answer for them. Where no silo reaches the store there is nothing to gain, and it waits.
/// </summary>
internal sealed class AloneWatch(
    SiloCore core, ActiveSilos silos, IGrainFactory grains, ClusterSettings settings, IFatalErrorHandler end)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    public async Task Run(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await Task.Delay(LookEvery, core.Options.Time, stop)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (core.Store.Lease is not { Lapse: { } lapse } lease || -lease.Left < settings.AloneFor)
                continue;
            foreach (var silo in silos.Others())
            {
                if (!await HasStore(silo) || lease.Lapse is null)
                    continue;
                ClusterLog.Alone(core.Log, -lease.Left.TotalSeconds, silo.ToString());
                end.OnFatalException(this, "alone without the store", lapse);
            }
        }
    }

    private async Task<bool> HasStore(SiloAddress silo)
    {
        try
        {
            return await grains.GetGrain<ISiloAgent>(silo.ToParsableString()).HasStore();
        }
        catch (GrainUnavailableException)
        {
            return false;
        }
    }
}
