using WorldModel.Grains.Interfaces;

namespace WorldModel.Grains.Leases;

/// <summary>
/// What a shard was lent by one pool and what became of it: totals since ever in micro-units, none of which falls but
/// what is reserved now.
/// </summary>
internal sealed class PoolLease(string pool)
{
    public string Pool => pool;

    public long Granted { get; set; }

    public long Committed { get; set; }

    public long Released { get; set; }

    /// <summary>What came back of what scans committed: it is no lease, the pool has it at once.</summary>
    public long Refunded { get; set; }

    /// <summary>Charges of reservations that are open.</summary>
    public long Reserved { get; set; }

    /// <summary>Until when the lease may be reserved from, UTC ticks.</summary>
    public long ValidUntil { get; set; }

    /// <summary>The newest order to stop or to go on.</summary>
    public RecallOrder Stop { get; set; } = new(pool, 0, false);

    /// <summary>Granted, and neither spent, reserved nor given back.</summary>
    public long Unspent => Granted - Committed - Released - Reserved;

    public SettleRequest Totals(int shard, long epoch) => new(shard, epoch, Granted, Committed, Released, Refunded);
}
