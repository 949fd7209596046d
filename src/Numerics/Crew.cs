namespace WorldModel.Numerics;

/// <summary>
/// Threads that share the slices of many short pieces of work, one piece after the other: training steps of a tenth
/// of a millisecond, for which a task scheduler is too slow. Between two pieces they spin for some tens of
/// microseconds, then sleep. Which thread takes a slice is open, so slices must be independent and their results
/// added in order.
/// </summary>
public sealed class Crew : IDisposable
{
    private const int SpinRounds = 150;
    private const int PausesInRound = 20;
    private const int CountShift = 20;
    private const int GenerationShift = 40;
    private const int Mask = (1 << CountShift) - 1;
    private readonly Thread[] _helpers;
    private readonly SemaphoreSlim _wake = new(0);

    // Generation, slices and the next slice in one word: a helper that comes late can never take a slice of another
    // piece of work for one of its own.
    private long _ticket;
    private long _generation;
    private int _asleep;
    private int _finished;
    private volatile bool _over;
    private volatile Exception? _error;
    private Action<int>? _work;

    /// <param name="threads">Threads in all, the caller's included; 0: one per core.</param>
    public Crew(int threads)
    {
        Threads = threads > 0 ? threads : Environment.ProcessorCount;
        _helpers = new Thread[Threads - 1];
        for (var i = 0; i < _helpers.Length; i++)
        {
            _helpers[i] = new Thread(Help) { IsBackground = true, Name = "crew" };
            _helpers[i].Start();
        }
    }

    public int Threads { get; }

    /// <summary>
    /// Runs slices 0 .. <paramref name="slices"/> - 1, taken in that order, and waits for all of them. Not to be called
    /// from two threads, nor from a slice.
    /// </summary>
    /// <exception cref="AggregateException">A slice threw; the first of these is inside.</exception>
    public void Run(int slices, Action<int> work)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(slices, Mask);
        if (_helpers.Length == 0 || slices <= 1)
        {
            for (var slice = 0; slice < slices; slice++) work(slice);
            return;
        }

        (_work, _error) = (work, null);
        Volatile.Write(ref _finished, 0);
        Interlocked.Exchange(
            ref _ticket, (++_generation << GenerationShift) | ((long)slices << CountShift));
        var asleep = Interlocked.Exchange(ref _asleep, 0);
        if (asleep > 0) _wake.Release(asleep);
        TakeSlices();
        var wait = new SpinWait();
        while (Volatile.Read(ref _finished) < slices) wait.SpinOnce(-1);
        if (_error is { } error) throw new AggregateException(error);
    }

    /// <summary>Ends the threads.</summary>
    public void Dispose()
    {
        _over = true;
        if (_helpers.Length > 0) _wake.Release(_helpers.Length);
        foreach (var helper in _helpers) helper.Join();
        _wake.Dispose();
    }

    private void Help()
    {
        while (!_over)
        {
            TakeSlices();
            for (var round = 0; round < SpinRounds && !HasSlices; round++) Thread.SpinWait(PausesInRound);
            if (HasSlices) continue;
            Interlocked.Increment(ref _asleep);
            // Work that was published before the line above is seen here; later work wakes the sleeper.
            if (!HasSlices && !_over) _wake.Wait();
        }
    }

    private bool HasSlices
    {
        get
        {
            var ticket = Volatile.Read(ref _ticket);
            return (ticket & Mask) < ((ticket >> CountShift) & Mask);
        }
    }

    private void TakeSlices()
    {
        while (HasSlices)
        {
            var ticket = Interlocked.Increment(ref _ticket);
            var slice = (int)(ticket & Mask) - 1;
            if (slice >= ((ticket >> CountShift) & Mask)) return;
            try
            {
                _work!(slice);
            }
            catch (Exception error)
            {
                _error = error;
            }

            Interlocked.Increment(ref _finished);
        }
    }
}
