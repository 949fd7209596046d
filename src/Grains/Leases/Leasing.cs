using WorldModel.Grains.Consumers;
using WorldModel.Grains.Hosting;
using WorldModel.Grains.Interfaces;
using WorldModel.Grains.Journal;

namespace WorldModel.Grains.Leases;

/// <summary>
/// A shard's dealings with its pools: asks for leases, gives back what it may no longer spend, and reports what became
/// of them. Whoever spends looks at the book again after each wait.
/// </summary>
internal sealed class Leasing(int shard, ShardState state, GrainServices services, GrainJournal journal)
{
    /// <summary>
    /// Leases of all shards together are about a quarter of what the pool has left: what a shard holds and does not
    /// spend is out of the others' reach.
    /// </summary>
    private const int LeasedPart = 4;

    private readonly Dictionary<string, PoolStatus> _pools = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Task<Problem?>> _asking = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SettleRequest> _settled = new(StringComparer.Ordinal);

    // What was granted and unspent at the last sweep.
    private readonly Dictionary<string, (long Granted, long Unspent)> _swept = new(StringComparer.Ordinal);

    private LeaseBook Book => state.Leases;

    /// <summary>The pool's money as last heard of.</summary>
    public PoolStatus? Status(string pool) => _pools.GetValueOrDefault(pool);

    /// <summary>Whether a charge can be reserved now, in this turn.</summary>
    public bool Covers(string pool, long charge) =>
        charge == 0 || charge <= Book.Available(pool, services.Clock.Now);

    /// <summary>Why a pool can pay for nothing, where that is known without asking it.</summary>
    public string? Refusal(string pool) => Book.IsStopped(pool) ? ProblemCode.PoolStopped : null;

    /// <summary>Whether a lease is being asked for now.</summary>
    public bool IsAsking(string pool) => _asking.ContainsKey(pool);

    /// <summary>
    /// Joins the lease being asked for, or asks for one that covers a charge; the problem where the pool granted
    /// nothing. A lease that others have spent by the time it is this decision's turn says nothing of the pool.
    /// </summary>
    public Task<Problem?> Ask(string pool, long charge)
    {
        if (_asking.TryGetValue(pool, out var asked)) return asked;
        var asking = Request(pool, charge);
        if (!asking.IsCompleted) _asking[pool] = asking;
        return asking;
    }

    /// <summary>Ends reservations that have expired by the clock. Every operation with money does this first.</summary>
    public int Expire()
    {
        var now = services.Clock.Now.UtcTicks;
        if (!Book.IsDue(now)) return 0;
        var before = Book.Expired;
        journal.Begin(ShardRecords.Expire).Int64(now);
        Commit();
        return (int)(Book.Expired - before);
    }

    /// <summary>
    /// Expires, gives back leases that have ended unspent or that nobody drew on since the last sweep, so that money
    /// does not lie idle in one shard while others have none, and tells each pool what it was not told yet.
    /// </summary>
    public async ValueTask<SweepReply> Sweep()
    {
        var (expired, returned) = (Expire(), GiveBack(IsIdle));
        Problem? problem = null;
        foreach (var lease in Book.Pools.ToArray()) problem = await Settle(lease) ?? problem;
        await journal.Last;
        var held = Book.Pools.Count(lease => lease.Unspent + lease.Reserved > 0);
        return new SweepReply(expired, returned, held, problem);
    }

    /// <summary>Stops spending from a pool or goes on, and gives back what may not be spent any more.</summary>
    public async ValueTask<RecallReply> Recall(RecallRequest request)
    {
        var order = request.Order;
        Expire();
        Obey(order);
        Learn(order.Pool, request.GrantedMicros, request.ValidUntil);
        GiveBack(_ => false);
        // A shard that never dealt with the pool, told to go on, has nothing to say of it.
        var totals = (Book.Lease(order.Pool) ?? new PoolLease(order.Pool)).Totals(shard, journal.Epoch);
        await journal.Last;
        return new RecallReply(totals);
    }

    private async Task<Problem?> Request(string pool, long charge)
    {
        try
        {
            var lease = Book.Lease(pool);
            // What the shard holds may be enough, and only its time be over.
            var wanted = charge <= (lease?.Unspent ?? 0) ? 0 : LeaseOf(pool, charge);
            var reply = await services.Grains.Allocator(pool).Lease(
                new LeaseRequest(shard, journal.Epoch, lease?.Granted ?? 0, wanted));
            Take(pool, reply);
            return reply.Problem;
        }
        finally
        {
            _asking.Remove(pool);
        }
    }

    /// <summary>Reports what is durable here: a pool must never know of more than the shard remembers.</summary>
    private async ValueTask<Problem?> Settle(PoolLease lease)
    {
        var totals = lease.Totals(shard, journal.Epoch);
        var isNothing = totals is { GrantedMicros: 0, RefundedMicros: 0 };
        if (isNothing || _settled.GetValueOrDefault(lease.Pool) == totals) return null;
        await journal.Last;
        var reply = await services.Grains.Allocator(lease.Pool).Settle(totals);
        Take(lease.Pool, reply);
        if (reply.Problem is null) _settled[lease.Pool] = totals;
        return reply.Problem;
    }

    private void Take(string pool, LeaseReply reply)
    {
        _pools[pool] = reply.Status;
        Obey(reply.Stop);
        Learn(pool, reply.GrantedMicros, reply.ValidUntil);
    }

    private void Learn(string pool, long granted, DateTimeOffset validUntil)
    {
        var (lease, until) = (Book.Lease(pool), validUntil.UtcTicks);
        if (granted <= (lease?.Granted ?? 0) && until <= (lease?.ValidUntil ?? 0)) return;
        LeaseRecords.WriteGrant(journal.Begin(ShardRecords.Grant), pool, granted, until);
        Commit();
    }

    private void Obey(RecallOrder order)
    {
        if (order.Number <= (Book.Lease(order.Pool)?.Stop.Number ?? 0)) return;
        LeaseRecords.WriteRecall(journal.Begin(ShardRecords.Recall), order);
        Commit();
    }

    /// <summary>
    /// Gives back what may not be spent any more, of leases that have ended and of pools stopped, and what is idle.
    /// </summary>
    private long GiveBack(Predicate<PoolLease> isIdle)
    {
        var now = services.Clock.Now.UtcTicks;
        var returned = 0L;
        foreach (var lease in Book.Pools.ToArray())
        {
            var unspent = lease.Unspent;
            if (unspent == 0 || (!lease.Stop.Stopped && now < lease.ValidUntil && !isIdle(lease))) continue;
            LeaseRecords.WriteReturn(journal.Begin(ShardRecords.Return), lease.Pool, unspent);
            Commit();
            returned += unspent;
        }

        return returned;
    }

    private bool IsIdle(PoolLease lease)
    {
        var (now, known) = ((lease.Granted, lease.Unspent), _swept.TryGetValue(lease.Pool, out var before));
        _swept[lease.Pool] = now;
        return known && before == now;
    }

    private long LeaseOf(string pool, long charge)
    {
        var left = _pools.TryGetValue(pool, out var status) ? status.RemainingMicros : 0;
        var share = left / (LeasedPart * services.Grains.ShardCount);
        return Math.Clamp(share / charge, 1, services.Limits.LeaseDecisions) * charge;
    }

    private void Commit()
    {
        ShardRecords.Apply(state, journal.Written);
        _ = journal.Commit();
    }
}
