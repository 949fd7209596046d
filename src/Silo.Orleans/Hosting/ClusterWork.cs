using System.Collections.Concurrent;
using WorldModel.Grains.Hosting;

namespace WorldModel.Silo.Orleans.Hosting;

/// <summary>
/// Does the long work of the campaigns that this silo hosts: what is listed here begins at once, and what was listed
/// elsewhere, by a silo that is gone or before a move, is found in the store. A campaign that lives nowhere is woken.
/// </summary>
internal sealed class ClusterWork(LocalSilo silo, TimeProvider time)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(0.5);

    private readonly ConcurrentDictionary<GrainAddress, Task> _running = new();

    public async Task Run(CancellationToken stop)
    {
        silo.Store.WorkListed = grain => Begin(grain, stop);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                foreach (var grain in (await silo.Store.List(stop)).Work)
                    await Look(grain, stop);
            }
            catch (OperationCanceledException)
            {
                break;
            }
            catch (Exception error)
            {
                Silo.Log.WorkFailed(silo.Log, GrainKind.Campaign, LookEvery.TotalSeconds, error);
            }
            await Task.Delay(LookEvery, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        silo.Store.WorkListed = null;
        await Task.WhenAll(_running.Values);
    }

    private async Task Look(GrainAddress grain, CancellationToken stop)
    {
        if (silo.Hosts(grain))
            Begin(grain, stop);
        else
            // To ask is to wake it, here or on another silo, which then finds it among its own.
            await silo.Grains.Campaign(grain.Key).Status();
    }

    private void Begin(GrainAddress grain, CancellationToken stop)
    {
        var started = new TaskCompletionSource();
        if (!stop.IsCancellationRequested && _running.TryAdd(grain, started.Task))
            _ = Task.Run(() => Work(grain, started, stop), CancellationToken.None);
    }

    private async Task Work(GrainAddress grain, TaskCompletionSource ended, CancellationToken stop)
    {
        try
        {
            while (!stop.IsCancellationRequested && silo.Hosts(grain))
            {
                var status = (await silo.Grains.Campaign(grain.Key).Advance()).Status;
                if (status is null || (status.Stage == status.Requested && !await IsListed(grain, stop)))
                    break;
            }
        }
        catch (OperationCanceledException)
        {
            // The silo ends: another goes on.
        }
        catch (Exception error)
        {
            Silo.Log.WorkFailed(silo.Log, grain.Kind, Pause.TotalSeconds, error);
            await Task.Delay(Pause, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        finally
        {
            _running.TryRemove(grain, out _);
            ended.SetResult();
        }
    }

    private async Task<bool> IsListed(GrainAddress grain, CancellationToken stop) =>
        (await silo.Store.List(stop)).Work.Contains(grain);
}
