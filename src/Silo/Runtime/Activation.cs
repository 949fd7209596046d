using WorldModel.Grains.Hosting;
using WorldModel.Silo.Storage;

namespace WorldModel.Silo.Runtime;

/// <summary>
/// One grain in this process: its object and its queue. Calls from outside are bounded; calls of grains are not, since
/// they form a tree whose fan-out the grains bound themselves.
/// </summary>
internal sealed class Activation<TGrain>(
    GrainAddress address, FrameStore store, Func<IJournal, TGrain> create, ActivationSettings settings)
    : IActivation, IHosted<TGrain>
    where TGrain : class
{
    private readonly ActivationScheduler _scheduler = new(settings.Scans);
    private readonly GrainLife<TGrain> _life = new(address, store, create, settings);
    private int _pending;

    public GrainAddress Address => address;

    public int Pending => Volatile.Read(ref _pending);

    /// <summary>Calls the grain on a turn of its own.</summary>
    /// <exception cref="BusyException">The queue is full (thrown at once: nothing was accepted).</exception>
    public ValueTask<TReply> Call<TArgument, TReply>(
        Func<TGrain, TArgument, ValueTask<TReply>> method, TArgument argument, Turn turn = Turn.Message,
        bool bounded = true)
    {
        Enter(bounded);
        return turn == Turn.Short && _scheduler.TryEnter(out var before)
            ? RunHere(method, argument, before)
            : Queue(method, argument, turn);
    }

    /// <summary>Brings the grain back now rather than at its first call.</summary>
    public Task Recover() => Call(static (_, _) => ValueTask.FromResult(true), 0, bounded: false).AsTask();

    public Task<bool> Snapshot() => Call(static (_, life) => life.Snapshot(), _life, bounded: false).AsTask();

    private void Enter(bool bounded)
    {
        int pending = Interlocked.Increment(ref _pending);
        if (!bounded || pending <= settings.Bound || ActivationScheduler.InTurn)
            return;
        Interlocked.Decrement(ref _pending);
        settings.Metrics.TurnedAway();
        throw new BusyException(address.Kind, settings.Bound);
    }

    private ValueTask<TReply> Queue<TArgument, TReply>(
        Func<TGrain, TArgument, ValueTask<TReply>> method, TArgument argument, Turn turn)
    {
        var task = new Task<Task<TReply>>(
            () => turn == Turn.Short ? RunShort(method, argument).AsTask() : Run(method, argument),
            TaskCreationOptions.DenyChildAttach);
        task.Start(turn == Turn.Scan ? _scheduler.Scans : _scheduler);
        return new ValueTask<TReply>(task.Unwrap());
    }

    private ValueTask<TReply> RunHere<TArgument, TReply>(
        Func<TGrain, TArgument, ValueTask<TReply>> method, TArgument argument, SynchronizationContext? before)
    {
        try
        {
            return RunShort(method, argument);
        }
        finally
        {
            _scheduler.Leave(before);
        }
    }

    /// <summary>
    /// A call whose answer, once it waits for its commit only, needs no turn any more: it does not queue for one, and
    /// a snapshot that is due is written before it waits.
    /// </summary>
    private async ValueTask<TReply> RunShort<TArgument, TReply>(
        Func<TGrain, TArgument, ValueTask<TReply>> method, TArgument argument)
    {
        try
        {
            var grain = _life.Current ?? await _life.Opened();
            var reply = method(grain, argument);
            _life.Called(grain);
            return await reply.ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _pending);
        }
    }

    private async Task<TReply> Run<TArgument, TReply>(
        Func<TGrain, TArgument, ValueTask<TReply>> method, TArgument argument)
    {
        try
        {
            var grain = _life.Current ?? await _life.Opened();
            var reply = await method(grain, argument);
            _life.Called(grain);
            return reply;
        }
        finally
        {
            Interlocked.Decrement(ref _pending);
        }
    }
}
