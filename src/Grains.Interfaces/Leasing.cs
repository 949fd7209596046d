namespace WorldModel.Grains.Interfaces;

/// <summary>
/// A shard asks for budget. What it knows to have been granted makes a repeat harmless: a grant whose answer was lost
/// is answered again instead of another one. Asked with nothing wanted it only renews what the shard holds.
/// </summary>
/// <param name="Shard">The shard.</param>
/// <param name="Epoch">Which start of its store speaks; one below the highest seen of the shard is refused.</param>
/// <param name="KnownMicros">All that was ever granted to the shard, as far as it knows.</param>
/// <param name="WantedMicros">How much more it wants.</param>
public sealed record LeaseRequest(int Shard, long Epoch, long KnownMicros, long WantedMicros);

/// <summary>What a pool holds for a shard.</summary>
/// <param name="GrantedMicros">All that was ever granted to the shard.</param>
/// <param name="ValidUntil">Until then the shard may take reservations on what it holds.</param>
/// <param name="Stop">The pool's newest order to stop or to go on; obeyed where it is newer than the last.</param>
/// <param name="Status">The pool's money.</param>
/// <param name="Problem">Why no more was granted: nothing left, the pace, a stop, a newer epoch.</param>
public sealed record LeaseReply(
    long GrantedMicros, DateTimeOffset ValidUntil, RecallOrder Stop, PoolStatus Status, Problem? Problem);

/// <summary>
/// A shard reports what became of what it was granted, in totals since ever that never fall: sent twice, or out of
/// order, it comes to the same. Only what is durable in the shard is reported.
/// </summary>
/// <param name="Shard">The shard.</param>
/// <param name="Epoch">Which start of its store speaks.</param>
/// <param name="GrantedMicros">All that was ever granted, as far as the shard knows.</param>
/// <param name="CommittedMicros">All that decisions of the shard ever committed from its leases.</param>
/// <param name="ReleasedMicros">All that the shard ever gave back unspent.</param>
/// <param name="RefundedMicros">All that came back of what campaigns' scans had committed in the shard.</param>
public sealed record SettleRequest(
    int Shard, long Epoch, long GrantedMicros, long CommittedMicros, long ReleasedMicros, long RefundedMicros);

/// <summary>Tells a shard to stop spending from a pool and to give back what it holds, or to go on.</summary>
/// <param name="Pool">The pool.</param>
/// <param name="Number">Orders are numbered: one that is not newer than the last obeyed changes nothing.</param>
/// <param name="Stopped">Whether to stop.</param>
public sealed record RecallOrder(string Pool, long Number, bool Stopped);

/// <summary>
/// An order, and what the pool holds for the shard: a grant whose answer was lost is learned of here, so that it comes
/// back too.
/// </summary>
/// <param name="Order">The newest order.</param>
/// <param name="GrantedMicros">All that was ever granted to the shard.</param>
/// <param name="ValidUntil">Until when.</param>
public sealed record RecallRequest(RecallOrder Order, long GrantedMicros, DateTimeOffset ValidUntil);

/// <summary>The order is durable in the shard; what the shard's totals are now.</summary>
public sealed record RecallReply(SettleRequest Totals);

/// <summary>What a sweep of a shard did.</summary>
/// <param name="Expired">Reservations that expired.</param>
/// <param name="ReturnedMicros">Leases given back: they had ended unspent, or nobody drew on them.</param>
/// <param name="Leases">Leases that the shard still holds money of.</param>
/// <param name="Problem">A pool that could not be settled with.</param>
public sealed record SweepReply(int Expired, long ReturnedMicros, int Leases, Problem? Problem);
