using System.Collections.Concurrent;
using System.Diagnostics;

namespace WorldModel.Silo.Runtime;

/// <summary>
/// The turns of one grain: tasks run one at a time, in the order they were queued, on any thread of the pool. What
/// follows an <c>await</c> inside a grain is queued here too, so that other messages enter there and nowhere else.
/// After a slice of time the grain goes to the back of the pool's queue: a hot one does not starve the others. Turns of
/// scans have a queue of their own (<see cref="Scans"/>), which comes after every other message and through a
/// <see cref="ScanLane"/>.
/// </summary>
internal sealed class ActivationScheduler : TaskScheduler, IThreadPoolWorkItem
{
    private static readonly long SliceTicks = Stopwatch.Frequency / 1000;

    [ThreadStatic]
    private static bool _inTurn;

    private readonly ConcurrentQueue<Task> _queue = new();
    private readonly ScanTurns _scans;
    private readonly LaterTurns _later;
    private readonly ScanLane _lane;

    // 1 while a thread runs turns or is about to: the right to run, taken by exchange.
    private int _taken;

    // 1 while the grain stands in the lane or runs from it.
    private int _inLane;

    public ActivationScheduler(ScanLane? lane = null)
    {
        _lane = lane ?? new ScanLane(Environment.ProcessorCount);
        _scans = new ScanTurns(this);
        _later = new LaterTurns(this);
    }

    /// <summary>Whether the calling thread is inside a grain's turn.</summary>
    public static bool InTurn => _inTurn;

    /// <summary>Takes the turns of a scan, and what follows their awaits.</summary>
    public TaskScheduler Scans => _scans;

    public override int MaximumConcurrencyLevel => 1;

    /// <summary>
    /// Begins a turn on this thread if the grain is idle and this thread is in nobody's turn, which saves a point query
    /// two changes of thread and the task that would carry it; <see cref="Leave"/> ends it. What follows an await in
    /// between is queued as ever.
    /// </summary>
    /// <param name="before">What is to be given back at the end.</param>
    public bool TryEnter(out SynchronizationContext? before)
    {
        before = null;
        _lane.Asked();
        if (_inTurn || !_queue.IsEmpty || Interlocked.CompareExchange(ref _taken, 1, 0) != 0)
            return false;
        before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(_later);
        _inTurn = true;
        return true;
    }

    /// <summary>Ends the turn that <see cref="TryEnter"/> began.</summary>
    public void Leave(SynchronizationContext? before)
    {
        _inTurn = false;
        SynchronizationContext.SetSynchronizationContext(before);
        Release();
    }

    void IThreadPoolWorkItem.Execute()
    {
        _inTurn = true;
        try
        {
            if (!RunMessages(Stopwatch.GetTimestamp() + SliceTicks))
                return;
        }
        finally
        {
            _inTurn = false;
        }
        Release();
    }

    /// <summary>A slice of scans, after the messages that wait; called by the lane.</summary>
    internal void RunScans()
    {
        if (Interlocked.Exchange(ref _taken, 1) != 0)
        {
            // Who runs now sends the grain here again as he ends; if he ended already, this does.
            Interlocked.Exchange(ref _inLane, 0);
            if (Volatile.Read(ref _taken) == 0)
                EnterLane();
            return;
        }
        Interlocked.Exchange(ref _inLane, 0);
        _inTurn = true;
        try
        {
            if (!RunMessages(Stopwatch.GetTimestamp() + SliceTicks))
                return;
            // One slice, and to the back of the pool's queue: a request takes several turns there.
            _scans.RunNext();
        }
        finally
        {
            _inTurn = false;
        }
        Release();
    }

    protected override void QueueTask(Task task)
    {
        _queue.Enqueue(task);
        Wake();
    }

    // Never inline: a continuation that ran inside another grain's turn would make that turn longer.
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => _queue;

    /// <summary>Runs what waits; false where time was up and the grain is on the pool's queue again.</summary>
    private bool RunMessages(long end)
    {
        while (_queue.TryDequeue(out var task))
        {
            TryExecuteTask(task);
            if (Stopwatch.GetTimestamp() <= end || _queue.IsEmpty)
                continue;
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            return false;
        }
        return true;
    }

    private void Wake()
    {
        if (Interlocked.Exchange(ref _taken, 1) == 0)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private void EnterLane()
    {
        if (!_scans.IsEmpty && Interlocked.Exchange(ref _inLane, 1) == 0)
            _lane.Enqueue(this);
    }

    /// <summary>Gives the right to run back; asks for it again where something came meanwhile.</summary>
    private void Release()
    {
        Interlocked.Exchange(ref _taken, 0);
        if (!_queue.IsEmpty)
            Wake();
        EnterLane();
    }

    /// <summary>Where awaits inside a turn on a caller's thread go on: in turns of the grain.</summary>
    private sealed class LaterTurns(ActivationScheduler grain) : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) =>
            _ = Task.Factory.StartNew(
                static call => ((LaterCall)call!).Run(), new LaterCall(d, state), CancellationToken.None,
                TaskCreationOptions.DenyChildAttach, grain);

        private sealed record LaterCall(SendOrPostCallback Call, object? State)
        {
            public void Run() => Call(State);
        }
    }

    /// <summary>The queue of scans, as awaits inside a scan see it.</summary>
    private sealed class ScanTurns(ActivationScheduler grain) : TaskScheduler
    {
        private readonly ConcurrentQueue<Task> _queue = new();

        public bool IsEmpty => _queue.IsEmpty;

        public override int MaximumConcurrencyLevel => 1;

        public void RunNext()
        {
            if (_queue.TryDequeue(out var task))
                TryExecuteTask(task);
        }

        protected override void QueueTask(Task task)
        {
            _queue.Enqueue(task);
            grain.EnterLane();
        }

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

        protected override IEnumerable<Task> GetScheduledTasks() => _queue;
    }
}
