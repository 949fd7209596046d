namespace WorldModel.Grains.Interfaces;

/// <summary>Asks for one decision now. Same RequestId, same answer; another body under it is a conflict.</summary>
public sealed record DecisionRequest(string RequestId, string Campaign, string Consumer, string[]? Eligible)
{
    /// <summary>Past this the fallback is answered; null: none. No part of what a repeat must repeat.</summary>
    public DateTimeOffset? Deadline { get; init; }
}

/// <summary>Request ids to keep to the bodies that they come with, in the ids' own shard.</summary>
/// <param name="Requests">The requests.</param>
/// <param name="Wait">
/// Whether to answer when durable. A host whose shards share one journal need not wait: what a decision writes after
/// this is durable after it.
/// </param>
public sealed record ClaimBatch(DecisionRequest[] Requests, bool Wait);

/// <summary>By request, why it may not be decided: its id came with another body, or there is no room.</summary>
public sealed record ClaimReply(Problem?[] Problems);

/// <summary>
/// One option as it stood when the decision was taken. Value and net are null where not identified; Identified is empty
/// where an explanation cannot tell.
/// </summary>
public sealed record DecisionOption(
    string Treatment, double? Value, double? Low, double? High, double Cost, double? Net, string? ExcludedBy,
    string Identified);

/// <summary>A decision, durable when answered.</summary>
public sealed record DecisionReply(
    string DecisionId, string Treatment, double Propensity, string Group, string ReasonCode, string ReasonText,
    DecisionOption[] Options, double ShadowPrice, PoolStatus? Budget, AsOf? AsOf, DateTimeOffset ExpiresAt,
    Problem? Problem);
