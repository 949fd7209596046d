namespace WorldModel.Grains.Replaying;

/// <summary>
/// A line of the decision ledger: something that a shard's journal says of a decision. Lines are never changed: what
/// becomes of a decision later is a line of its own. Money is in currency.
/// </summary>
/// <param name="Kind">One of <see cref="LedgerKind"/>.</param>
/// <param name="DecisionId">The decision.</param>
/// <param name="Campaign">Its campaign.</param>
/// <param name="Sequence">The frame of the shard's journal that it stands in.</param>
public sealed record LedgerEntry(string Kind, string DecisionId, string Campaign, long Sequence)
{
    /// <summary>Whether a scan took the decision (or a request for one consumer).</summary>
    public bool IsScan { get; init; }

    /// <summary>The consumer; null where the journal does not say any more.</summary>
    public string? Consumer { get; init; }

    /// <summary>The day decided for, or of the delivery.</summary>
    public DateOnly? Day { get; init; }

    /// <summary>When it was decided; a scan and an expiry know only days.</summary>
    public DateTimeOffset? At { get; init; }

    public string? Treatment { get; init; }

    public string? Group { get; init; }

    /// <summary>The code of the reason.</summary>
    public string? Reason { get; init; }

    public double? Propensity { get; init; }

    /// <summary>What the treatment was expected to be worth.</summary>
    public double? Value { get; init; }

    /// <summary>What it costs; of a delivery: what it cost.</summary>
    public double? Cost { get; init; }

    public double? ShadowPrice { get; init; }

    /// <summary>Content hash of the model decided by.</summary>
    public string? Model { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The frame that a replay must begin before to make the decision again.</summary>
    public long Since { get; init; }

    /// <summary>The consumer's row in the shard; -1 where it has none.</summary>
    internal int Row { get; init; } = -1;
}

/// <summary>The kinds of ledger entries.</summary>
public static class LedgerKind
{
    public const string Decision = "decision";

    /// <summary>A decision that stood was asked for again and answered again.</summary>
    public const string Repeated = "repeated";

    /// <summary>The treatment was given; without a cost: it falls due with an outcome.</summary>
    public const string Delivered = "delivered";

    /// <summary>The outcome came that made the cost due.</summary>
    public const string Converted = "converted";

    /// <summary>The outcome that would have made the cost due did not come in its window.</summary>
    public const string Lapsed = "lapsed";

    /// <summary>The treatment was not given.</summary>
    public const string Failed = "failed";

    /// <summary>Nobody said in time what became of it.</summary>
    public const string Expired = "expired";
}
