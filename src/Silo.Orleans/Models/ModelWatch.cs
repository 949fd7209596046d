using WorldModel.Grains.Hosting;
using WorldModel.Grains.Interfaces;
using WorldModel.Grains.Orleans;
using WorldModel.Silo.Orleans.Hosting;
using WorldModel.Silo.Storage;

namespace WorldModel.Silo.Orleans.Models;

/// <summary>Asks now and then what is live: a silo that comes late, or was not told, finds out so.</summary>
internal sealed class ModelWatch(
    SiloCore core, ModelCourier courier, IGrainFactory grains, ClusterSettings settings)
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(10);

    private readonly TaskCompletionSource _known = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when this process knows what is live, or could not find out in a while.</summary>
    public async Task Known(CancellationToken cancellation)
    {
        if (!_known.Task.IsCompleted)
            await Task.WhenAny(_known.Task, Task.Delay(FirstWait, core.Options.Time, cancellation));
    }

    /// <summary>Asks once.</summary>
    public async Task Ask()
    {
        foreach (var grain in (await core.Store.List()).Grains)
        {
            if (grain.Kind != GrainKind.Model)
                continue;
            var status = await grains.GetGrain<ISharedModelGrain>(grain.Key).Status();
            await courier.Learn(status.Name, status.Live, status.Shadow, status.Version);
        }
        _known.TrySetResult();
    }

    public async Task Run(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await Ask();
            }
            catch (Exception cause) when (cause is GrainUnavailableException or StoreException)
            {
                ClusterLog.WatchFailed(core.Log, cause);
            }
            await Task.Delay(settings.WatchEvery, core.Options.Time, stop)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
