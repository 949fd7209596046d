using System.Collections.Concurrent;
using System.Diagnostics;

namespace WorldModel.Silo.Runtime;

/// <summary>
/// The turns of one grain: tasks run one at a time, in the order they were queued, on any thread of the pool. What
/// follows an <c>await</c> inside a grain is queued here too, so that other messages enter there and nowhere else.
/// After a slice of time the grain goes to the back of the pool's queue: a hot one does not starve the others.
/// </summary>
internal sealed class ActivationScheduler : TaskScheduler, IThreadPoolWorkItem
{
    private static readonly long SliceTicks = Stopwatch.Frequency / 1000;

    [ThreadStatic]
    private static bool _inTurn;

    private readonly ConcurrentQueue<Task> _queue = new();

    // 1 while a thread runs turns or is about to: the right to run, taken by exchange.
    private int _taken;

    /// <summary>Whether the calling thread is inside a grain's turn.</summary>
    public static bool InTurn => _inTurn;

    public override int MaximumConcurrencyLevel => 1;

    /// <summary>
    /// Runs the task on this thread if the grain is idle and this thread is in nobody's turn, which saves a point query
    /// two changes of thread; queues it otherwise.
    /// </summary>
    public void RunOrQueue(Task task)
    {
        if (!_inTurn && _queue.IsEmpty && Interlocked.CompareExchange(ref _taken, 1, 0) == 0)
            RunHere(task);
        else
            task.Start(this);
    }

    void IThreadPoolWorkItem.Execute()
    {
        long end = Stopwatch.GetTimestamp() + SliceTicks;
        _inTurn = true;
        try
        {
            do
            {
                while (_queue.TryDequeue(out var task))
                {
                    TryExecuteTask(task);
                    if (Stopwatch.GetTimestamp() > end && !_queue.IsEmpty)
                    {
                        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
                        return;
                    }
                }
            }
            while (!Release());
        }
        finally
        {
            _inTurn = false;
        }
    }

    protected override void QueueTask(Task task)
    {
        if (_here == task)
        {
            TryExecuteTask(task);
            return;
        }
        _queue.Enqueue(task);
        Wake();
    }

    // Never inline: a continuation that ran inside another grain's turn would make that turn longer.
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => _queue;

    [ThreadStatic]
    private static Task? _here;

    private void RunHere(Task task)
    {
        _inTurn = true;
        _here = task;
        try
        {
            task.Start(this);
        }
        finally
        {
            _here = null;
            _inTurn = false;
        }
        if (!Release())
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private void Wake()
    {
        if (Interlocked.Exchange(ref _taken, 1) == 0)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>Gives the right to run back; false where a task came meanwhile and the right was taken again.</summary>
    private bool Release()
    {
        Interlocked.Exchange(ref _taken, 0);
        return _queue.IsEmpty || Interlocked.Exchange(ref _taken, 1) != 0;
    }
}
