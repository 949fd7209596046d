using System.Buffers;
using System.Diagnostics;
using WorldModel.Grains.Hosting;
using WorldModel.Silo.Storage;

namespace WorldModel.Silo.Runtime;

/// <summary>
/// One grain in this process: its object, made and recovered by its first turn, and its queue. Calls from outside are
/// bounded; calls of grains are not, since they form a tree whose fan-out the grains bound themselves.
/// </summary>
internal sealed class Activation<TGrain>(
    GrainAddress address, FrameStore store, Func<IJournal, TGrain> create, ActivationSettings settings) : IActivation
    where TGrain : class
{
    private readonly ActivationScheduler _scheduler = new(settings.Scans);
    private FrameJournal? _journal;
    private TGrain? _grain;
    private Task<TGrain>? _opening;
    private int _pending;

    public GrainAddress Address => address;

    public int Pending => Volatile.Read(ref _pending);

    /// <summary>Calls the grain on a turn of its own.</summary>
    /// <param name="method">What to call; captures nothing.</param>
    /// <param name="argument">With what.</param>
    /// <param name="turn">What kind of turn it is.</param>
    /// <param name="bounded">Turned away where the queue is full.</param>
    /// <exception cref="BusyException">The queue is full (thrown at once: nothing was accepted).</exception>
    public ValueTask<TReply> Call<TArgument, TReply>(
        Func<TGrain, TArgument, ValueTask<TReply>> method, TArgument argument, Turn turn = Turn.Message,
        bool bounded = true)
    {
        Enter(bounded);
        var task = new Task<Task<TReply>>(() => Run(method, argument), TaskCreationOptions.DenyChildAttach);
        if (turn == Turn.Short)
            _scheduler.RunOrQueue(task);
        else
            task.Start(turn == Turn.Scan ? _scheduler.Scans : _scheduler);
        return new ValueTask<TReply>(task.IsCompletedSuccessfully ? task.Result : task.Unwrap());
    }

    /// <summary>Brings the grain back now rather than at its first call.</summary>
    public Task Recover() => Call(static (_, _) => ValueTask.FromResult(true), 0, bounded: false).AsTask();

    /// <summary>Writes a snapshot if anything was written since the last one; true where one was.</summary>
    public Task<bool> Snapshot() => Call(static (_, self) => self.SnapshotNow(), this, bounded: false).AsTask();

    private void Enter(bool bounded)
    {
        int pending = Interlocked.Increment(ref _pending);
        if (!bounded || pending <= settings.Bound || ActivationScheduler.InTurn)
            return;
        Interlocked.Decrement(ref _pending);
        settings.Metrics.TurnedAway();
        throw new BusyException(address.Kind, settings.Bound);
    }

    private async Task<TReply> Run<TArgument, TReply>(
        Func<TGrain, TArgument, ValueTask<TReply>> method, TArgument argument)
    {
        try
        {
            var grain = Current ?? await Opened();
            var reply = await method(grain, argument);
            if (grain == Current
                && _journal!.BytesSinceSnapshot > Math.Max(settings.SnapshotBytes, _journal.SnapshotBytes)
                && store.Failure is null)
                _ = Append(grain, _journal);
            return reply;
        }
        finally
        {
            Interlocked.Decrement(ref _pending);
        }
    }

    /// <summary>
    /// The grain; null where it is to be made (again) from the store: its journal is lost, and its memory may be ahead
    /// of the store or behind it. What still runs in the one before ends where it waits for its lost journal.
    /// </summary>
    private TGrain? Current => _journal is { IsLost: false } ? _grain : null;

    /// <summary>The grain once it is made; whoever calls meanwhile waits for the same one.</summary>
    private Task<TGrain> Opened() => _opening is { IsCompleted: false } ? _opening : _opening = Create();

    private async Task<TGrain> Create()
    {
        long start = Stopwatch.GetTimestamp();
        _grain = null;
        var opened = await store.Open(address);
        var grain = create(opened.Journal);
        opened.Recovery.Replay((IRecoverable)grain);
        (_journal, _grain) = (opened.Journal, grain);
        // A process that ended between forgetting and erasing left that to this one.
        if (((IRecoverable)grain).HasForgotten && store.Failure is null)
            _ = Append(grain, opened.Journal);
        settings.Metrics.Recovered(address.Kind, Stopwatch.GetElapsedTime(start));
        return grain;
    }

    private async ValueTask<bool> SnapshotNow()
    {
        if (Current is not { } grain || _journal is not { } journal)
            return false;
        if (journal.BytesSinceSnapshot == 0 && !((IRecoverable)grain).HasForgotten)
            return false;
        await Append(grain, journal);
        return true;
    }

    private CommitTicket Append(TGrain grain, FrameJournal journal)
    {
        var bytes = new ArrayBufferWriter<byte>();
        var recoverable = (IRecoverable)grain;
        var erase = recoverable.HasForgotten;
        recoverable.Snapshot(bytes);
        settings.Metrics.Snapshotted();
        return journal.Snapshot(bytes.WrittenMemory, erase);
    }
}
