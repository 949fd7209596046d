using System.Collections.Concurrent;

namespace WorldModel.Silo.Runtime;

/// <summary>
/// The grains that have a slice of a scan to run, in the order in which they came, and at most so many of them on the
/// pool at the same time: a question about one consumer then finds a thread after a slice, however many grains a
/// campaign keeps busy.
/// </summary>
/// <param name="width">Slices at the same time.</param>
internal sealed class ScanLane(int width) : IThreadPoolWorkItem
{
    private readonly ConcurrentQueue<ActivationScheduler> _waiting = new();
    private int _running;

    public void Enqueue(ActivationScheduler grain)
    {
        _waiting.Enqueue(grain);
        TryStart();
    }

    void IThreadPoolWorkItem.Execute()
    {
        if (_waiting.TryDequeue(out var grain)) grain.RunScans();
        if (!_waiting.IsEmpty)
        {
            // To the back of the pool's queue: whatever came meanwhile runs first.
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            return;
        }

        Interlocked.Decrement(ref _running);
        // What came between the look and the decrement found no room to start.
        if (!_waiting.IsEmpty) TryStart();
    }

    private void TryStart()
    {
        if (Interlocked.Increment(ref _running) <= width)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        else
            Interlocked.Decrement(ref _running);
    }
}
