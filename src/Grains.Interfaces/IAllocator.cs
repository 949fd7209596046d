namespace WorldModel.Grains.Interfaces;

/// <summary>
/// One budget pool: what it holds, what is leased to shards, what is committed, and the price. Committed and reserved
/// never exceed the pool.
/// </summary>
public interface IAllocator
{
    /// <summary>Sets the pool's budget; refused below what is committed and leased already.</summary>
    ValueTask<PoolReply> SetBudget(long micros);

    /// <summary>
    /// Finds the price at which the audiences of the pool's campaigns exhaust the budget left, and what this campaign
    /// has of it: rounds of price probes over the shards, then the increments of the last bracket. Idempotent until
    /// the next estimate.
    /// </summary>
    ValueTask<AllocationReply> Allocate(string campaign);

    /// <summary>
    /// The campaign's part of the allocation that found the pool's price: the same price, with its own places of the
    /// cut. Where it has none in it, a restart forgot it, or the pool was changed since, the same as
    /// <see cref="Allocate"/>.
    /// </summary>
    ValueTask<AllocationReply> Part(string campaign);

    /// <summary>From here on the campaign's undecided rows are priced with those of the pool's others.</summary>
    ValueTask<PoolReply> Join(string campaign);

    /// <summary>The campaign is over: it is not priced any more. What it committed stays.</summary>
    ValueTask<PoolReply> Leave(string campaign);

    /// <summary>
    /// Sets what is reserved for a campaign's decisions before they are taken; what it commits later draws on it. All
    /// or nothing; 0 gives back what was not committed. Idempotent.
    /// </summary>
    ValueTask<PoolReply> Reserve(ReserveRequest request);

    /// <summary>
    /// Sets the budget, and what bounds what is granted in an hour or a day (null: nothing but the budget): both, or
    /// neither.
    /// </summary>
    ValueTask<PoolReply> SetTerms(long micros, PoolPace? pace);

    /// <summary>
    /// Stops the pool, or lets it go on: every shard has written it down, and given its leases back, when this is
    /// answered.
    /// </summary>
    ValueTask<PoolReply> SetStopped(bool stopped);

    /// <summary>
    /// Leases budget to a shard; grants less, or nothing, where the pool is short. Nothing leaves no trace: the same
    /// request may be granted later.
    /// </summary>
    ValueTask<LeaseReply> Lease(LeaseRequest request);

    /// <summary>Takes note of what became of a shard's leases. Idempotent; the answer is that of a lease.</summary>
    ValueTask<LeaseReply> Settle(SettleRequest request);

    /// <summary>Records what a campaign's decisions committed in a shard. Idempotent by (campaign, shard).</summary>
    ValueTask<PoolReply> Commit(CommitRequest request);

    /// <summary>
    /// Recalls leases that have ended, or that a stopped pool still has out. The host calls it now and then, and tells
    /// the campaigns that it names of the price.
    /// </summary>
    ValueTask<PoolSweep> Sweep();

    ValueTask<PoolStatus> Status();

    /// <summary>Everything about the pool: terms, room under its pace, leases by shard.</summary>
    ValueTask<PoolDetail> Detail();
}

/// <summary>A pool's money, in micro-units of currency.</summary>
/// <param name="Pool">The pool's name.</param>
/// <param name="BudgetMicros">What it holds in all.</param>
/// <param name="ReservedMicros">Reserved for campaigns and not committed yet.</param>
/// <param name="LeasedMicros">Leased to shards for decisions one by one.</param>
/// <param name="CommittedMicros">Committed: by campaigns' scans, and by deliveries of decisions one by one.</param>
public sealed record PoolStatus(
    string Pool, long BudgetMicros, long ReservedMicros, long LeasedMicros, long CommittedMicros)
{
    /// <summary>What is still free; never negative.</summary>
    public long RemainingMicros => BudgetMicros - ReservedMicros - LeasedMicros - CommittedMicros;
}

/// <summary>
/// Asks that this much, committed included, be kept for a campaign; refused where the pool's campaigns have another
/// price by now than the one that it rests on.
/// </summary>
public sealed record ReserveRequest(string Campaign, long Micros, double? ShadowPrice = null)
{
    /// <summary>The field that a refusal names where it is the price that does not hold any more.</summary>
    public const string PriceField = "shadowPrice";
}

/// <summary>The status after a change, or why it was refused.</summary>
public sealed record PoolReply(PoolStatus Status, Problem? Problem);

/// <summary>A pool after a sweep.</summary>
/// <param name="Status">Its money.</param>
/// <param name="ShadowPrice">
/// The price that its campaigns share; null: it is to be found, for what there is to spend has been changed since.
/// </param>
/// <param name="Sharing">
/// Campaigns to be told of the price (<see cref="ICampaign.Reprice"/>): none where the pool is stopped.
/// </param>
public sealed record PoolSweep(PoolStatus Status, double? ShadowPrice, string[] Sharing);

/// <summary>How fast a pool may be spent.</summary>
/// <param name="Micros">What may be granted and reserved in a window beyond what was committed before.</param>
/// <param name="Per">The window: <c>hour</c> or <c>day</c> (<see cref="PoolWindow"/>).</param>
public sealed record PoolPace(long Micros, string Per);

/// <summary>The windows of a pace.</summary>
public static class PoolWindow
{
    public const string Hour = "hour";
    public const string Day = "day";
}

/// <summary>A pool and its terms.</summary>
/// <param name="Status">Its money.</param>
/// <param name="Pace">Its pace; null: none.</param>
/// <param name="FreeMicros">What could be granted now: what remains, within the pace; nothing while stopped.</param>
/// <param name="Stopped">Whether it is stopped.</param>
/// <param name="Leases">Shards that hold leases.</param>
/// <param name="ShadowPrice">
/// The price that its campaigns share; null: none was allocated yet, or none since there is another budget, no pace
/// any more, or a campaign less.
/// </param>
/// <param name="Campaigns">Campaigns that are estimated and not closed, in ordinal order.</param>
public sealed record PoolDetail(
    PoolStatus Status, PoolPace? Pace, long FreeMicros, bool Stopped, ShardLease[] Leases, double? ShadowPrice,
    string[] Campaigns);

/// <summary>What a shard holds of a pool; past its validity the shard gives it back or renews it.</summary>
public sealed record ShardLease(int Shard, long Epoch, long HeldMicros, DateTimeOffset ValidUntil);

/// <summary>What a shard's decisions of a campaign cost in all.</summary>
public sealed record CommitRequest(string Campaign, int Shard, long Micros);

/// <summary>
/// The cut of an allocation: increments ordered by (slope falling, consumer, treatment) are taken up to and including
/// the cut; what the budget has left then goes on in the same order, to steps that fit and whose consumer's earlier
/// steps are taken.
/// </summary>
/// <param name="ShadowPrice">Value bought by the next unit of budget.</param>
/// <param name="Cut">The last increment taken, or a place between two of them; null: there is no allocation.</param>
/// <param name="Filled">What was taken behind the cut: bands of the order, at most about 60 of them.</param>
/// <param name="SpendMicros">Cost of all taken.</param>
/// <param name="ValueMicros">Value of all taken.</param>
/// <param name="DualMicros">The dual bound: no allocation within the budget is worth more.</param>
/// <param name="Rounds">Rounds of price probes.</param>
/// <param name="Frontier">Some points of the frontier met on the way.</param>
/// <param name="Messages">Questions to shards and their answers.</param>
/// <param name="Bytes">
/// What these carried: 8 bytes a number or a hash, 4 a place; without what a transport adds.
/// </param>
/// <param name="Problem">Why there is none.</param>
public sealed record AllocationReply(
    double ShadowPrice, IncrementMark? Cut, FillBand[] Filled, long SpendMicros, long ValueMicros, long DualMicros,
    int Rounds, FrontierPoint[] Frontier, long Messages, long Bytes, Problem? Problem);

/// <summary>
/// An increment's place in the order that every shard and host uses. It stays after its campaign: the consumer is named
/// by the hash of its id (docs/formats.md), so that no mark keeps the id of somebody who was forgotten.
/// </summary>
public sealed record IncrementMark(double Slope, ulong Consumer, int Treatment);

/// <summary>
/// A stretch of the order behind a cut, from the band before it (or the cut) up to a place: of it, every increment is
/// taken that costs at most this and whose consumer's earlier increments are taken.
/// </summary>
public sealed record FillBand(IncrementMark Through, long MostMicros);
