namespace WorldModel.Client.Wire;

/// <summary>A budget pool. Money in currency; budget = reserved + leased + committed + remaining.</summary>
/// <param name="Pool">Its name.</param>
/// <param name="Budget">What it holds in all.</param>
/// <param name="Reserved">Kept for campaigns whose decisions are being taken.</param>
/// <param name="Leased">Lent to shards for decisions one by one: reserved by decisions, or not spent yet.</param>
/// <param name="Committed">Spent: by campaigns' decisions, and by deliveries of decisions one by one.</param>
/// <param name="Remaining">What is left.</param>
/// <param name="Free">What may be granted now: what remains, within the pace; nothing while stopped.</param>
/// <param name="Stopped">Whether it is stopped.</param>
/// <param name="Pace">How fast it may be spent; absent: as fast as there is reason to.</param>
/// <param name="Leases">What shards hold of it.</param>
/// <param name="ShadowPrice">
/// The price that its campaigns share; absent: none was allocated yet, or, since the budget was changed, the
/// pace lifted or a campaign closed, none was found: it is within seconds where some campaign is allocated and not yet
/// decided, and what is free pays at least for those who explore.
/// </param>
/// <param name="Campaigns">Its campaigns that are estimated and not closed, those past their last day too.</param>
public sealed record PoolInfo(
    string Pool, double Budget, double Reserved, double Leased, double Committed, double Remaining, double Free,
    bool Stopped, PaceItem? Pace, LeaseEntry[] Leases, double? ShadowPrice, string[] Campaigns);

/// <summary>How fast a pool may be spent.</summary>
/// <param name="Amount">Currency that may be granted in a window beyond what was committed before it.</param>
/// <param name="Per">The window: <c>hour</c>, or <c>day</c> in the schema's time zone.</param>
public sealed record PaceItem(double Amount, string Per);

/// <summary>What a shard holds of a pool; after its end the shard gives back what no decision has reserved.</summary>
public sealed record LeaseEntry(int Shard, double Held, DateTimeOffset ValidUntil);

/// <summary>A pool's terms, whole: the body of <c>PUT /v1/pools/{pool}</c>.</summary>
public sealed record PoolItem
{
    /// <summary>The budget in currency; not below what is reserved, leased and committed already.</summary>
    public required double Budget { get; init; }

    /// <summary>How fast it may be spent; absent: no bound but the budget.</summary>
    public PaceItem? Pace { get; init; }
}

/// <summary>All pools of the store.</summary>
public sealed record PoolList(PoolInfo[] Pools);
