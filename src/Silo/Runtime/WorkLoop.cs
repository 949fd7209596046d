using System.Collections.Concurrent;
using WorldModel.Grains.Hosting;
using WorldModel.Grains.Interfaces;
using WorldModel.Silo.Storage;

namespace WorldModel.Silo.Runtime;

/// <summary>
/// Does the long work that the store lists: calls a campaign's Advance until its work has left the list. At start it
/// goes on with what an earlier process left; later with what is listed meanwhile.
/// </summary>
internal sealed class WorkLoop(FrameStore store, IGrains grains, TimeProvider time, ILogger log) : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(0.25);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<GrainAddress, Task> _running = new();
    private readonly CancellationTokenSource _stop = new();

    public void Start()
    {
        store.WorkListed = Begin;
        foreach (var grain in store.Work)
        {
            Log.Resuming(log, grain.Kind);
            Begin(grain);
        }
    }

    public async ValueTask DisposeAsync()
    {
        store.WorkListed = null;
        await _stop.CancelAsync();
        await Task.WhenAll(_running.Values);
        _stop.Dispose();
    }

    private void Begin(GrainAddress grain)
    {
        var started = new TaskCompletionSource();
        if (!_stop.IsCancellationRequested && _running.TryAdd(grain, started.Task))
            _ = Task.Run(() => Run(grain, started));
    }

    private async Task Run(GrainAddress grain, TaskCompletionSource ended)
    {
        var pause = FirstPause;
        while (!_stop.IsCancellationRequested && store.HasWork(grain))
        {
            if (await Step(grain, pause))
                pause = FirstPause;
            else
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
        _running.TryRemove(grain, out _);
        ended.SetResult();
        // Work listed between the last look and the removal would otherwise wait for the next start.
        if (store.HasWork(grain))
            Begin(grain);
    }

    private async Task<bool> Step(GrainAddress grain, TimeSpan pause)
    {
        try
        {
            await grains.Campaign(grain.Key).Advance();
            return true;
        }
        catch (Exception error)
        {
            Log.WorkFailed(log, grain.Kind, pause.TotalSeconds, error);
            await Task.Delay(pause, time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return false;
        }
    }
}
