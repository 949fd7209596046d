using System.Text.Json.Serialization;

namespace WorldModel.Client.Wire;

/// <summary>
/// A campaign as its owner states it: the body of <c>POST /v1/campaigns</c>, and a campaign file. Money is in the
/// currency of the schema's values.
/// </summary>
/// <remarks>What has a default is settable: a generated reader drops the default of an init-only property.</remarks>
public sealed record CampaignItem
{
    /// <summary>The campaign's id: letters, digits, <c>-</c>, <c>_</c> and <c>.</c>, at most 64.</summary>
    public required string Id { get; init; }

    /// <summary>The budget pool it spends from; absent: one of its own, named like it.</summary>
    public string? Pool { get; init; }

    /// <summary>The budget of its pool, which must have none yet or this; absent: what the pool has.</summary>
    public double? Budget { get; init; }

    /// <summary>Instead of a budget: currency a consumer of the audience, once that is counted.</summary>
    public double? BudgetPerConsumer { get; init; }

    /// <summary>The name of the shared model: a silo has the one that is called "default".</summary>
    public string Model { get; set; } = "default";

    /// <summary>The day decided for; absent: the open day when the estimate starts.</summary>
    public DateOnly? Day { get; init; }

    /// <summary>
    /// The options with their prices; "none" at no cost is always one. Each other one does at least one action to the
    /// consumer that neither the context nor the calendar does anyway.
    /// </summary>
    public required CampaignTreatment[] Treatments { get; init; }

    /// <summary>What a unit of each outcome is worth.</summary>
    public required OutcomeWorth[] Values { get; init; }

    /// <summary>Actions on whatever is decided, by name with their level.</summary>
    [JsonConverter(typeof(ScalarMapConverter))]
    public Dictionary<string, string>? Context { get; init; }

    /// <summary>Conditions that all must hold; absent: every consumer.</summary>
    public AudienceFilter[]? Audience { get; init; }

    /// <summary>Share kept untreated, 0 to 1, by keyed hash of consumer and campaign.</summary>
    public double Holdout { get; set; } = 0.10;

    /// <summary>Share treated at random, 0 to 1, paid from the same budget.</summary>
    public double Explore { get; set; } = 0.05;

    /// <summary>The treatment given where nothing can be decided: "none", or one that costs nothing.</summary>
    public string Fallback { get; set; } = "none";

    /// <summary>Hours that a decision's reservation of money holds.</summary>
    public double ExpiresHours { get; set; } = 24;

    /// <summary>The first day on which it decides; absent: any.</summary>
    public DateOnly? From { get; init; }

    /// <summary>The last day on which it decides; absent: any.</summary>
    public DateOnly? Until { get; init; }

    /// <summary>
    /// Whether the audience is also a list of consumers: <c>PUT /v1/campaigns/{id}/audience</c> puts them on it.
    /// </summary>
    public bool AudienceList { get; init; }

    /// <summary>Conditions without which a consumer gets no treatment of the campaign: consent, say.</summary>
    public AudienceFilter[]? Requires { get; init; }

    /// <summary>How often a consumer may be contacted.</summary>
    public CapItem[]? Caps { get; init; }

    /// <summary>Hours in which nobody is contacted.</summary>
    public QuietItem? QuietHours { get; init; }

    /// <summary>Percentile of plausibility, 0 to 100, under which a consumer gets the fallback; absent: none.</summary>
    public double? Guard { get; init; }
}

/// <summary>A treatment, its actions by name with their level, and its price.</summary>
/// <param name="Name">The treatment's name.</param>
/// <param name="Actions">Actions by name with their level.</param>
/// <param name="Cost">Currency a contact, or a conversion where <paramref name="CostOutcome"/> is given.</param>
/// <param name="CostOutcome">The outcome on which the cost falls due; absent: the contact itself.</param>
/// <param name="Requires">Conditions without which a consumer does not get it: eligibility, consent.</param>
public sealed record CampaignTreatment(
    string Name, [property: JsonConverter(typeof(ScalarMapConverter))] Dictionary<string, string> Actions,
    double Cost, string? CostOutcome = null, AudienceFilter[]? Requires = null);

/// <summary>At most so many contacts of a consumer in so many days, today included.</summary>
/// <param name="Contacts">The most contacts: decisions for a treatment.</param>
/// <param name="Days">The window in days.</param>
/// <param name="Treatments">Which treatments count; absent: every one that does something.</param>
/// <param name="Scope"><c>campaign</c>, or <c>all</c>: contacts of all campaigns count.</param>
public sealed record CapItem(int Contacts, int Days, string[]? Treatments = null, string Scope = "campaign");

/// <summary>Hours in the schema's zone, <c>HH:mm</c>, from one until the other; they may go over midnight.</summary>
public sealed record QuietItem(string From, string To);

/// <summary>What a unit of an outcome is worth in currency: value times margin, a share from 0 to 1.</summary>
public sealed record OutcomeWorth(string Outcome, double Value, double Margin = 1);

/// <summary>Holds for consumers whose attribute has one of the values.</summary>
public sealed record AudienceFilter(string Attribute, string[] In);
