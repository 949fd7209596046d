namespace WorldModel.Client.Wire;

/// <summary>Where a campaign stands. Money in currency.</summary>
/// <param name="Id">The campaign's id.</param>
/// <param name="Stage">
/// <c>created</c>, <c>estimated</c>, <c>allocated</c> or <c>decided</c>, of its round; <c>closed</c> at its end.
/// </param>
/// <param name="Requested">The stage asked for; work goes on until it is reached.</param>
/// <param name="Progress">Of the work under way, 0 to 1.</param>
/// <param name="Round">Its round, from 1: an estimate on a later day begins the next.</param>
/// <param name="Model">The round's model's hash.</param>
/// <param name="Day">The day that the round decides for.</param>
/// <param name="Audience">Consumers in it.</param>
/// <param name="Budget">The budget to spend.</param>
/// <param name="Spend">
/// What all rounds decided, at what it was to cost when it was, and the plan of a round that is not decided yet. More
/// than the budget where decisions failed, expired or came cheaper: what they came to cost is the report's.
/// </param>
/// <param name="Value">What the decisions are claimed to bring.</param>
/// <param name="ShadowPrice">Value bought by the next unit of budget.</param>
/// <param name="Dual">No allocation within the budget is worth more.</param>
/// <param name="Gap">Dual minus value.</param>
/// <param name="AudienceList">Whether its audience is a list too.</param>
/// <param name="Treatments">Totals by treatment, of all rounds.</param>
/// <param name="Error">Why the work stands still; absent where it does not.</param>
/// <param name="Notes">What its owner must know: whether a guard is on, say; absent where there is nothing.</param>
public sealed record CampaignInfo(
    string Id, string Stage, string Requested, double Progress, int Round, string? Model, DateOnly? Day, long Audience,
    double Budget, double Spend, double Value, double ShadowPrice, double Dual, double Gap, bool AudienceList,
    TreatmentSum[] Treatments, string? Error, string[]? Notes = null);

/// <summary>The body of <c>POST /v1/campaigns/{id}/estimate</c>; it may be left out.</summary>
/// <param name="Day">The day to estimate for; absent: the campaign's, or else today.</param>
public sealed record EstimateRequest(DateOnly? Day = null);

/// <summary>A consumer on a campaign's list: a line of <c>PUT /v1/campaigns/{id}/audience</c>.</summary>
public sealed record MemberItem(string Consumer);

/// <summary>How many consumers get a treatment, at which cost and claimed value.</summary>
public sealed record TreatmentSum(string Treatment, long Consumers, double Spend, double Value);

/// <summary>All campaigns of the store.</summary>
public sealed record CampaignList(CampaignInfo[] Campaigns);

/// <summary>A campaign's report.</summary>
/// <param name="Campaign">Where it stands.</param>
/// <param name="Groups">Totals by group.</param>
/// <param name="Frontier">What other budgets would buy.</param>
/// <param name="Measured">What it is measured to have done; absent before its first estimate.</param>
/// <param name="Notes">What a reader must know.</param>
public sealed record CampaignReportInfo(
    CampaignInfo Campaign, GroupSum[] Groups, FrontierEntry[] Frontier, MeasurementInfo? Measured, string[] Notes);

/// <summary>
/// A group (<c>policy</c>, <c>explore</c>, <c>holdout</c>, <c>fallback</c>), its cost and claimed value.
/// </summary>
public sealed record GroupSum(string Group, long Consumers, double Spend, double ClaimedValue);

/// <summary>The value that a budget buys, and the price there.</summary>
public sealed record FrontierEntry(double Budget, double Value, double ShadowPrice);

/// <summary>What a campaign decided for one consumer: a line of <c>GET /v1/campaigns/{id}/decisions</c>.</summary>
public sealed record CampaignDecisionItem(
    string Consumer, string Treatment, double Value, double Cost, string Group, double Propensity, string Reason,
    double ShadowPrice, string DecisionId);

/// <summary>A page of a campaign's decisions; <c>Next</c> is the cursor of the next one, absent at the end.</summary>
public sealed record DecisionPageResult(CampaignDecisionItem[] Decisions, string? Next);
