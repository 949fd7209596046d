namespace WorldModel.Grains.Leases;

/// <summary>The money of one decision that does something. Micro-units.</summary>
/// <param name="Decision">The decision's id.</param>
/// <param name="Pool">The pool whose lease pays.</param>
/// <param name="Campaign">The campaign.</param>
/// <param name="Consumer">Hash of the consumer's id; 0 once it is forgotten.</param>
/// <param name="Option">The treatment's place in the campaign.</param>
/// <param name="ChargeMicros">What is reserved: the most that it can cost.</param>
/// <param name="ExpiresAt">Until when it is reserved, UTC ticks.</param>
internal sealed record Reservation(
    UInt128 Decision, string Pool, string Campaign, ulong Consumer, int Option, long ChargeMicros, long ExpiresAt)
{
    /// <summary>In place of what is expected: a snapshot of before that was kept said nothing of it.</summary>
    public const long UnknownCost = -1;

    public ReservationState State { get; init; }

    /// <summary>Whether a scan took the decision: its charge was committed then, and comes back as a refund.</summary>
    public bool IsScan { get; init; }

    /// <summary>What was committed of the charge; while that is open, what the decision was expected to cost.</summary>
    public long CostMicros { get; init; }

    /// <summary>Day number of the delivery; 0 before.</summary>
    public int Day { get; init; }

    /// <summary>When something is to happen to it next, UTC ticks: it expires, lapses or is forgotten.</summary>
    public long Due { get; init; } = ExpiresAt;

    /// <summary>Whether its charge is still kept.</summary>
    public bool IsOpen => State is ReservationState.Pending or ReservationState.Awaiting;
}
