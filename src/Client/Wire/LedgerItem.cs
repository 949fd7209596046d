namespace WorldModel.Client.Wire;

/// <summary>
/// A line of the decision ledger. Lines are only added: what becomes of a decision later is a line of its own.
/// </summary>
/// <param name="Kind">
/// <c>decision</c>; <c>repeated</c>: one that stood was asked for again; <c>delivered</c>, <c>failed</c>,
/// <c>expired</c>: what became of it.
/// </param>
/// <param name="DecisionId">The decision.</param>
/// <param name="Campaign">Its campaign.</param>
/// <param name="Shard">The shard whose journal holds it.</param>
/// <param name="Sequence">The frame of that journal.</param>
public sealed record LedgerItem(string Kind, string DecisionId, string Campaign, int Shard, long Sequence)
{
    /// <summary><c>scan</c> or <c>single</c>; only of a decision.</summary>
    public string? Source { get; init; }

    /// <summary>Whom it is about; absent where the journal does not say any more.</summary>
    public string? Consumer { get; init; }

    /// <summary>The day decided for, or of the delivery.</summary>
    public DateOnly? Day { get; init; }

    /// <summary>The instant of a single decision or an expiry.</summary>
    public DateTimeOffset? At { get; init; }

    public string? Treatment { get; init; }

    public string? Group { get; init; }

    /// <summary>The code of the reason.</summary>
    public string? Reason { get; init; }

    public double? Propensity { get; init; }

    /// <summary>Expected value over nothing, in currency.</summary>
    public double? Value { get; init; }

    /// <summary>What the treatment costs, or cost.</summary>
    public double? Cost { get; init; }

    public double? ShadowPrice { get; init; }

    /// <summary>Content hash of the model.</summary>
    public string? Model { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }
}
