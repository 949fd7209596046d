namespace WorldModel.Grains.Money;

/// <summary>
/// What a pool knows of a shard's leases: totals since ever, in micro-units. All but the validity never fall.
/// </summary>
internal sealed class ShardAccount
{
    /// <summary>The highest epoch in which the shard has spoken.</summary>
    public long Epoch { get; set; }

    public long Granted { get; set; }

    public long Committed { get; set; }

    public long Released { get; set; }

    /// <summary>What came back of what scans of campaigns committed in the shard.</summary>
    public long Refunded { get; set; }

    /// <summary>Until when the shard may reserve on what it holds, UTC ticks.</summary>
    public long ValidUntil { get; set; }

    /// <summary>Granted, and neither committed nor given back.</summary>
    public long Held => Granted - Committed - Released;
}
