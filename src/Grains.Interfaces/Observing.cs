namespace WorldModel.Grains.Interfaces;

/// <summary>
/// An event of one consumer: an action, an outcome, a profile (new attributes from that day on), an outcome that takes
/// another back, or a delivery (what became of a decision).
/// </summary>
/// <param name="Id">The event's own id: the key under which a repeat counts once.</param>
/// <param name="Consumer">The consumer's opaque id, at most 128 bytes of UTF-8.</param>
/// <param name="Day">The day in the schema's time zone.</param>
/// <param name="Kind"><c>action</c>, <c>outcome</c>, <c>profile</c> or <c>delivery</c>.</param>
/// <param name="Name">The action's or outcome's name in the schema; null on a profile and a delivery.</param>
/// <param name="Level">For a multi-level action its level; null otherwise.</param>
/// <param name="Value">
/// 1 (or null) for binary actions and outcomes; the amount of an amount outcome; the part of it that is taken back,
/// null for the whole.
/// </param>
/// <param name="Reverses">The id of the outcome event that this one takes back.</param>
/// <param name="Attributes">Of a profile: the consumer's attributes.</param>
/// <param name="Decision">Of a delivery: the decision's id.</param>
/// <param name="Status">Of a delivery: <c>delivered</c> or <c>failed</c>.</param>
/// <param name="Cost">Of a delivery: what it cost, in currency; null: what was reserved.</param>
public sealed record ConsumerEventMessage(
    string Id, string Consumer, DateOnly Day, string Kind, string? Name, string? Level, double? Value,
    string? Reverses = null, AttributeValue[]? Attributes = null, string? Decision = null, string? Status = null,
    double? Cost = null);

/// <summary>Events of one shard, in the order to apply them.</summary>
public sealed record ObserveBatch(ConsumerEventMessage[] Events);

/// <summary>An attribute by name; numbers and flags travel as invariant text.</summary>
public sealed record AttributeValue(string Name, string Value);

/// <summary>A consumer's attributes.</summary>
public sealed record ProfileMessage(string Consumer, AttributeValue[] Attributes);

/// <summary>Profiles of one shard.</summary>
public sealed record ProfileBatch(ProfileMessage[] Profiles);

/// <summary>
/// What became of each item, by index: refused ones have a <see cref="Problem"/>, the others are durable.
/// </summary>
public sealed record ObserveReply(int Applied, int Merged, int Repeated, RefusedItem[] Refused);

/// <summary>An item that was refused, and why.</summary>
public sealed record RefusedItem(int Index, Problem Problem);

/// <summary>What became of a request to forget a consumer.</summary>
public sealed record ForgetReply(bool Existed);

/// <summary>Counters of one shard since its activation, and what it holds.</summary>
public sealed record ShardStatus(
    int Shard, int Consumers, long Applied, long Merged, long Repeated, long Late, long Future, long Refused,
    DateOnly? LastDay, long StateBytes);
