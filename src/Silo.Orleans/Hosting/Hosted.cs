using Orleans.Runtime.Placement;
using WorldModel.Grains.Hosting;
using WorldModel.Grains.Interfaces;
using WorldModel.Silo.Runtime;
using WorldModel.Silo.Storage;

namespace WorldModel.Silo.Orleans.Hosting;

/// <summary>
/// One grain object inside an activation of Orleans, whose turns are its turns: reentrant, so that other messages enter
/// where it awaits. It answers only while its journal is its own: where another process has taken it, or its lease
/// could not be renewed, it answers nothing more, reads neither, and the activation ends.
/// </summary>
internal sealed class Hosted<TGrain>(IGrainContext context, GrainLife<TGrain> life, LocalSilo silo)
    : IHosted<TGrain>, IHostedGrain
    where TGrain : class
{
    private ScanTurns? _scans;
    private int _pending;

    public GrainAddress Address => life.Address;

    public int Pending => Volatile.Read(ref _pending);

    /// <exception cref="GrainUnavailableException">The call may be made again, under its ids.</exception>
    public async ValueTask<TReply> Call<TArgument, TReply>(
        Func<TGrain, TArgument, ValueTask<TReply>> method, TArgument argument, Turn turn = Turn.Message,
        bool bounded = true)
    {
        int pending = Interlocked.Increment(ref _pending);
        try
        {
            if (bounded && pending > silo.Bound && Address.Kind == GrainKind.Shard)
                throw TurnedAway();
            if (turn != Turn.Scan)
                return await Run(method, argument);
            _scans ??= new ScanTurns(TaskScheduler.Current, silo.Scans);
            var scan = new Task<Task<TReply>>(() => Run(method, argument), TaskCreationOptions.DenyChildAttach);
            scan.Start(_scans);
            return await scan.Unwrap();
        }
        finally
        {
            Interlocked.Decrement(ref _pending);
        }
    }

    public Task<bool> Snapshot() => life.Snapshot().AsTask();

    /// <summary>Takes the journal over and recovers; the activation answers nothing before.</summary>
    public async Task Activate(CancellationToken cancellation)
    {
        try
        {
            await life.Opened(cancellation);
        }
        catch (StoreException cause)
        {
            throw Unavailable(ProblemCode.Store, cause);
        }
        silo.Entered(this);
    }

    /// <summary>
    /// Hands over: what was written becomes a snapshot, and the journal is given back, so that whoever opens it next
    /// neither waits nor replays. Where that fails the next one waits for the lease to end.
    /// </summary>
    public async Task Deactivate(CancellationToken cancellation)
    {
        silo.Left(this);
        try
        {
            await life.Snapshot();
            await life.Release(cancellation);
        }
        catch (StoreException cause)
        {
            ClusterLog.HandOverFailed(silo.Log, Address.Kind, cause);
        }
    }

    public void MoveTo(SiloAddress silo) =>
        context.Migrate(new Dictionary<string, object> { [IPlacementDirector.PlacementHintKey] = silo });

    private async Task<TReply> Run<TArgument, TReply>(
        Func<TGrain, TArgument, ValueTask<TReply>> method, TArgument argument)
    {
        try
        {
            var grain = life.Current ?? throw Lost();
            var reply = await method(grain, argument);
            if (grain != life.Current)
                throw Lost();
            life.Called(grain);
            return reply;
        }
        catch (StoreException cause)
        {
            if (life.Current is not null)
                throw Unavailable(ProblemCode.Store, cause);
            context.Deactivate(new DeactivationReason(DeactivationReasonCode.ApplicationError, cause.Message));
            throw Unavailable(ProblemCode.Fenced, cause);
        }
    }

    private StoreException Lost() => life.Loss ?? new StoreException($"{Address.Kind}: is not open here");

    private GrainUnavailableException TurnedAway()
    {
        silo.Metrics.TurnedAway();
        return new GrainUnavailableException(new Problem(
            ProblemCode.Busy, Address.Kind, "one call more",
            string.Create(System.Globalization.CultureInfo.InvariantCulture, $"at most {silo.Bound} that wait")));
    }

    private GrainUnavailableException Unavailable(string code, StoreException cause) => new(
        new Problem(code, Address.Kind, cause.Message, "the same call again, under the same ids"), cause);
}
