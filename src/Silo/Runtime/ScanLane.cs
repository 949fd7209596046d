using System.Collections.Concurrent;

namespace WorldModel.Silo.Runtime;

/// <summary>
/// The grains that have a slice of a scan to run, in the order in which they came, and at most so many of them on the
/// pool at the same time: a question about one consumer then finds a thread after a slice, however many grains a
/// campaign keeps busy. While such questions come, a quarter of the width, and at least one slice of several, is left
/// to them: threads that share a core are given it in turns of milliseconds, many times what a question takes. For the
/// same reason the slices then run on <see cref="PatientThreads"/>, which whoever wakes puts aside.
/// </summary>
/// <param name="width">Slices at the same time.</param>
/// <param name="milliseconds">A clock; null: the system's.</param>
internal sealed class ScanLane(int width, Func<long>? milliseconds = null) : IThreadPoolWorkItem
{
    /// <summary>So long after a question others are expected.</summary>
    private const long AskedFor = 100;

    private readonly ConcurrentQueue<ActivationScheduler> _waiting = new();
    private readonly Func<long> _now = milliseconds ?? (() => Environment.TickCount64);
    private int _running;
    private long _asked = long.MinValue / 2;

    private bool IsAsked => _now() - Volatile.Read(ref _asked) <= AskedFor;

    private int Width => IsAsked ? Math.Max(1, width - Math.Max(1, width / 4)) : width;

    /// <summary>Takes note of a question that somebody waits for.</summary>
    public void Asked() => Volatile.Write(ref _asked, _now());

    public void Enqueue(ActivationScheduler grain)
    {
        _waiting.Enqueue(grain);
        TryStart();
    }

    void IThreadPoolWorkItem.Execute()
    {
        if (_waiting.TryDequeue(out var grain)) grain.RunScans();
        if (!_waiting.IsEmpty && Volatile.Read(ref _running) <= Width)
        {
            Queue();
            // The lane may have grown wide again since those who left.
            if (Volatile.Read(ref _running) < Width) TryStart();
            return;
        }

        Interlocked.Decrement(ref _running);
        // What came between the look and the decrement found no room to start, and of several who left one goes on.
        if (!_waiting.IsEmpty) TryStart();
    }

    private void TryStart()
    {
        if (Interlocked.Increment(ref _running) <= Width)
            Queue();
        else
            Interlocked.Decrement(ref _running);
    }

    /// <summary>To the back of the pool's queue: whatever came meanwhile runs first.</summary>
    private void Queue()
    {
        if (IsAsked)
            PatientThreads.Queue(this);
        else
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }
}
