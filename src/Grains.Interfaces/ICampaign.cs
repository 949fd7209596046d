namespace WorldModel.Grains.Interfaces;

/// <summary>
/// A campaign: its spec, pinned model and day, stage, price and totals. It works in rounds: each estimates for a day,
/// allocates what the budget has left, and decides. Long work is a request and then <see cref="Advance"/>, called by
/// the host until the stage is reached; a restarted host goes on where it ended.
/// </summary>
public interface ICampaign
{
    ValueTask<CampaignReply> Create(CampaignSpec spec);

    /// <summary>
    /// Asks for the work up to a stage (<see cref="CampaignStage"/>), which Advance then does. To ask for an estimate
    /// again on a later day begins the next round.
    /// </summary>
    /// <param name="stage">Estimated, allocated or decided.</param>
    /// <param name="day">The day to estimate for; null: the spec's, or else the clock's.</param>
    ValueTask<CampaignReply> Request(string stage, DateOnly? day);

    /// <summary>Ends it: Advance then tells the shards, which decide nothing more.</summary>
    ValueTask<CampaignReply> Close();

    /// <summary>Does a bounded piece of the requested work (about a second). Idempotent; called by the host.</summary>
    ValueTask<CampaignReply> Advance();

    /// <summary>
    /// Takes over the price that the pool's campaigns share by now, and with it its part of their allocation: another
    /// campaign was allocated after it, or the pool was changed and the price is to be found again. Changes nothing
    /// where it has that price, has work to do, is not allocated or has ended: a scan that was begun keeps the price
    /// that it reserved for. The host calls it now and then.
    /// </summary>
    /// <param name="shadowPrice">The pool's price; null: it has none.</param>
    ValueTask<CampaignReply> Reprice(double? shadowPrice);

    ValueTask<CampaignReply> Status();

    /// <summary>What it did so far: asks every shard for its sums.</summary>
    ValueTask<CampaignReport> Report();
}

/// <summary>The stages, in order.</summary>
public static class CampaignStage
{
    public const string Created = "created";
    public const string Estimated = "estimated";
    public const string Allocated = "allocated";
    public const string Decided = "decided";
    public const string Closed = "closed";
}

/// <summary>A campaign as its owner states it. Money is in the currency of the schema's values.</summary>
/// <param name="Id">The campaign's id.</param>
/// <param name="Pool">The budget pool it spends from.</param>
/// <param name="Budget">The pool's budget in currency; null: the pool exists already.</param>
/// <param name="BudgetPerConsumer">Instead of Budget: currency a consumer in the audience.</param>
/// <param name="Model">The name of the shared model.</param>
/// <param name="Day">The first round's day; null: the clock's when it starts.</param>
/// <param name="Treatments">The options; "none" is always one and need not be named.</param>
/// <param name="Values">What a unit of each outcome is worth.</param>
/// <param name="Context">Actions on whatever is decided.</param>
/// <param name="Audience">Conditions that all must hold; empty: every consumer.</param>
/// <param name="Holdout">Share kept untreated, by keyed hash of consumer and campaign.</param>
/// <param name="Explore">Share treated at random, paid from the same budget.</param>
/// <param name="Fallback">
/// The treatment given where nothing can be decided; usually "none", else one that costs nothing.
/// </param>
/// <param name="ExpiresHours">How long a reservation of a decision holds.</param>
public sealed record CampaignSpec(
    string Id, string Pool, double? Budget, double? BudgetPerConsumer, string Model, DateOnly? Day,
    TreatmentSpec[] Treatments, OutcomeValue[] Values, ActionSetting[] Context, AudienceCondition[] Audience,
    double Holdout, double Explore, string Fallback, double ExpiresHours)
{
    /// <summary>The first day, in the schema's zone, on which it decides; null: any.</summary>
    public DateOnly? From { get; init; }

    /// <summary>The last day on which it decides; null: any.</summary>
    public DateOnly? Until { get; init; }

    /// <summary>Whether the audience is also a list of consumers, put beside the spec.</summary>
    public bool AudienceList { get; init; }

    /// <summary>Conditions without which a consumer gets no treatment of the campaign: consent, say.</summary>
    public AudienceCondition[] Requires { get; init; } = [];

    /// <summary>How often a consumer may be contacted.</summary>
    public FrequencyCap[] Caps { get; init; } = [];

    /// <summary>Hours in which nobody is contacted; null: none.</summary>
    public QuietHours? QuietHours { get; init; }

    /// <summary>Percentile of plausibility, 0 to 100, under which a consumer gets the fallback; null: none.</summary>
    public double? Guard { get; init; }
}

/// <summary>A treatment and its price, per contact or on conversion (the named outcome).</summary>
public sealed record TreatmentSpec(string Name, ActionSetting[] Actions, double Cost, string? CostOutcome)
{
    /// <summary>Conditions without which a consumer does not get it: eligibility, consent.</summary>
    public AudienceCondition[] Requires { get; init; } = [];
}

/// <summary>
/// At most so many contacts of a consumer in so many days, today included: a contact is a decision for a treatment,
/// from the moment it is taken.
/// </summary>
/// <param name="Treatments">Which treatments count, by name; empty: every one that does something.</param>
/// <param name="Contacts">The most contacts.</param>
/// <param name="Days">The window in days.</param>
/// <param name="Scope">One of <see cref="CapScope"/>.</param>
public sealed record FrequencyCap(string[] Treatments, int Contacts, int Days, string Scope);

/// <summary>Whose contacts a cap counts.</summary>
public static class CapScope
{
    /// <summary>Those of the campaign.</summary>
    public const string Campaign = "campaign";

    /// <summary>Those of all campaigns.</summary>
    public const string All = "all";
}

/// <summary>
/// Hours of the day in the schema's zone, as HH:mm, from the first on and until the second; they may go over midnight.
/// </summary>
public sealed record QuietHours(string From, string To);

/// <summary>What a unit of an outcome is worth: value times margin, a share from 0 to 1.</summary>
public sealed record OutcomeValue(string Outcome, double Value, double Margin);

/// <summary>A condition on an attribute: its value is one of those listed.</summary>
public sealed record AudienceCondition(string Attribute, string[] In);

/// <summary>Where a campaign stands. Treatments are totals of all rounds; price and proof are the round's.</summary>
public sealed record CampaignStatus(
    string Id, string Stage, string Requested, double Progress, int Round, string? Model, DateOnly? Day, long Audience,
    double Budget, double Spend, double Value, double ShadowPrice, double Dual, double Gap, bool AudienceList,
    TreatmentTotal[] Treatments, string? Error)
{
    /// <summary>What its owner must know: whether a guard is on, say.</summary>
    public string[] Notes { get; init; } = [];
}

/// <summary>How many consumers get a treatment, at which cost and claimed value.</summary>
public sealed record TreatmentTotal(string Treatment, long Consumers, long SpendMicros, long ValueMicros);

/// <summary>The status after a change, or why it was refused.</summary>
public sealed record CampaignReply(CampaignStatus? Status, Problem? Problem);

/// <summary>A campaign's report: totals by group, frontier, and what it is measured to have done.</summary>
/// <param name="Status">Where it stands.</param>
/// <param name="Groups">Totals by group.</param>
/// <param name="Frontier">What other budgets would buy.</param>
/// <param name="Measured">What it did; null before its first estimate.</param>
/// <param name="Notes">What a reader must know.</param>
/// <param name="Problem">Why there is none.</param>
public sealed record CampaignReport(
    CampaignStatus? Status, GroupTotal[] Groups, FrontierPoint[] Frontier, CampaignMeasurement? Measured,
    string[] Notes, Problem? Problem);

/// <summary>Counts of a group (policy, explore, holdout, fallback) and what its members then did.</summary>
public sealed record GroupTotal(string Group, long Consumers, long SpendMicros, long ClaimedMicros);

/// <summary>The value that a budget buys, and the price there.</summary>
public sealed record FrontierPoint(double Budget, double Value, double ShadowPrice);
