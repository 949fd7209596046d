namespace WorldModel.Grains.Interfaces;

/// <summary>Asks for one decision now. Same RequestId, same answer; another body under it is a conflict.</summary>
public sealed record DecisionRequest(string RequestId, string Campaign, string Consumer, string[]? Eligible);

/// <summary>One option as it stood when the decision was taken. Value and net are null where not identified.</summary>
public sealed record DecisionOption(
    string Treatment, double? Value, double? Low, double? High, double Cost, double? Net, string? ExcludedBy,
    string Identified);

/// <summary>A decision, durable when answered.</summary>
public sealed record DecisionReply(
    string DecisionId, string Treatment, double Propensity, string Group, string ReasonCode, string ReasonText,
    DecisionOption[] Options, double ShadowPrice, PoolStatus? Budget, AsOf? AsOf, DateTimeOffset ExpiresAt,
    Problem? Problem);
