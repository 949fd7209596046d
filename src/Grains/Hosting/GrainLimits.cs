namespace WorldModel.Grains.Hosting;

/// <summary>
/// The bounds of a turn and of a call. These are counts, not times, so that a run repeats exactly; the defaults keep a
/// slice near a millisecond and a call near a second on the machine that docs/ARCHITECTURE.md names.
/// </summary>
public sealed record GrainLimits
{
    /// <summary>Events applied before a batch yields its turn.</summary>
    public int EventsPerSlice { get; init; } = 1024;

    /// <summary>
    /// Rows estimated before a scan yields: two batches of beliefs, about a fifth of a millisecond. A request takes
    /// several turns of the pool, and each may wait for a slice.
    /// </summary>
    public int EstimateRowsPerSlice { get; init; } = 96;

    /// <summary>Rows probed or decided before a scan yields: each costs a hull (about 0.1 us an option).</summary>
    public int ScanRowsPerSlice { get; init; } = 1024;

    /// <summary>Rows that one call of Estimate does at most.</summary>
    public int EstimateRowsPerCall { get; init; } = 16_384;

    /// <summary>Rows that one call of Decide does at most.</summary>
    public int DecideRowsPerCall { get; init; } = 131_072;

    /// <summary>Shards that a campaign or an allocator asks at the same time.</summary>
    public int ShardsAtOnce { get; init; } = 16;

    /// <summary>Prices that an allocator asks in a round.</summary>
    public int PricesPerRound { get; init; } = 64;

    /// <summary>Increments in a bracket that an allocator fetches rather than asking another round.</summary>
    public int IncrementsFetched { get; init; } = 65_536;

    /// <summary>Steps that a shard sends at a time to fill what a cut leaves of a budget.</summary>
    public int FillItems { get; init; } = 64;

    /// <summary>Increments or decisions in a page (about 100 bytes each, so a page stays under 1 MiB).</summary>
    public int PageItems { get; init; } = 4096;

    /// <summary>
    /// Decisions, and request ids, that a shard remembers at most (about 1 KB each): until they have expired more are
    /// turned away.
    /// </summary>
    public int RememberedRequests { get; init; } = 262_144;

    /// <summary>
    /// A lease that a shard asks for pays at most for so many decisions like the one that needs it, for fewer where the
    /// pool is small.
    /// </summary>
    public int LeaseDecisions { get; init; } = 64;

    /// <summary>
    /// How long a lease holds unless it is renewed: what a shard does not spend is out of the others' reach so long.
    /// </summary>
    public TimeSpan LeaseFor { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Consumers asked about before an answer yields its turn.</summary>
    public int AskedPerSlice { get; init; } = 16;
}
