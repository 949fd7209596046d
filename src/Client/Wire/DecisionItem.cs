namespace WorldModel.Client.Wire;

/// <summary>
/// Asks for one decision now: the body of <c>POST /v1/decisions</c>, or one of up to 1,000 in a
/// <see cref="DecisionBatch"/>.
/// </summary>
/// <param name="RequestId">The caller's id: the same request gets the same answer, another under it a conflict.</param>
/// <param name="Campaign">The campaign's id.</param>
/// <param name="Consumer">The consumer's id.</param>
/// <param name="Eligible">Treatments allowed for this consumer; absent: all of the campaign.</param>
/// <param name="DeadlineMs">
/// Whole milliseconds, 0 to 3,600,000, after which the answer is of no use: the fallback is answered then. Absent: no
/// such time. No part of what makes two requests the same.
/// </param>
public sealed record DecisionItem(
    string RequestId, string Campaign, string Consumer, string[]? Eligible = null, int? DeadlineMs = null);

/// <summary>Up to 1,000 requests at once; <c>requests</c> is the body's first field.</summary>
public sealed record DecisionBatch(DecisionItem[] Requests);

/// <summary>
/// The answers, each to the request at its place. One that cannot be decided (another body under its id, a campaign or
/// a treatment that is none) says why under <c>problem</c> and keeps no other from it; what is no request at all, and
/// an id that stands twice, is refused with the whole batch.
/// </summary>
public sealed record DecisionsResult(DecisionAnswer[] Decisions);

/// <summary>A decision, durable when answered. Money in currency.</summary>
/// <param name="RequestId">The request's id.</param>
/// <param name="DecisionId">The decision's id.</param>
/// <param name="Treatment">What to do.</param>
/// <param name="Propensity">Probability with which this treatment was going to be given.</param>
/// <param name="Group"><c>policy</c>, <c>explore</c>, <c>holdout</c> or <c>fallback</c>.</param>
/// <param name="Reason">Why.</param>
/// <param name="Options">All options as they stood.</param>
/// <param name="ShadowPrice">Value that the next unit of budget buys elsewhere.</param>
/// <param name="Budget">The pool's money.</param>
/// <param name="AsOf">What it was made from.</param>
/// <param name="ExpiresAt">Until when its money is reserved.</param>
/// <param name="Problem">In a batch, why there is no decision.</param>
public sealed record DecisionAnswer(
    string RequestId, string? DecisionId, string? Treatment, double? Propensity, string? Group, ReasonInfo? Reason,
    OptionEntry[]? Options, double? ShadowPrice, BudgetInfo? Budget, AsOfInfo? AsOf, DateTimeOffset? ExpiresAt,
    ItemProblem? Problem);

/// <summary>A reason: a stable code, and words.</summary>
public sealed record ReasonInfo(string Code, string Text);

/// <summary>
/// One option as it stood; value and net are absent where they are not identified, and how they are
/// (<c>randomised</c>, <c>adjusted</c> or <c>no</c>) where an explanation has no model to tell it from.
/// </summary>
public sealed record OptionEntry(
    string Treatment, double? Value, double? Low, double? High, double Cost, double? Net, string? ExcludedBy,
    string? Identified);

/// <summary>A pool's money in currency.</summary>
public sealed record BudgetInfo(string Pool, double Budget, double Reserved, double Committed, double Remaining);
