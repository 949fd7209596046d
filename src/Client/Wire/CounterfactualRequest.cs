using System.Text.Json.Serialization;

namespace WorldModel.Client.Wire;

/// <summary>
/// Asks what one consumer, up to 1,000, or a consumer described here would do under treatments. Exactly one of
/// <c>consumer</c>, <c>consumers</c> and <c>described</c> is given.
/// </summary>
public sealed record CounterfactualRequest
{
    public string? Consumer { get; init; }

    public string[]? Consumers { get; init; }

    /// <summary>Attributes of a consumer without a history, by name; nothing of it is kept.</summary>
    [JsonConverter(typeof(ScalarMapConverter))]
    public Dictionary<string, string>? Described { get; init; }

    /// <summary>The day asked for; absent: the consumer's open day, at least the clock's.</summary>
    public DateOnly? Day { get; init; }

    /// <summary>The options; one without actions asks for the level under "none".</summary>
    public required TreatmentItem[] Treatments { get; init; }

    /// <summary>Actions on whatever the treatment, by name with their level.</summary>
    [JsonConverter(typeof(ScalarMapConverter))]
    public Dictionary<string, string>? Context { get; init; }

    /// <summary>
    /// Answer also where the data have no overlap, marked so: for reproducing published figures only.
    /// </summary>
    public bool Reproduce { get; init; }
}

/// <summary>A treatment: its actions by name with their level (<c>1</c> or <c>true</c> for a binary one).</summary>
public sealed record TreatmentItem(
    string Name, [property: JsonConverter(typeof(ScalarMapConverter))] Dictionary<string, string> Actions);

/// <summary>Counterfactuals in the order of the request.</summary>
public sealed record CounterfactualResponse(CounterfactualEntry[] Answers);

/// <summary>All outcomes of one consumer under all treatments.</summary>
public sealed record CounterfactualEntry(
    string? Consumer, AsOfInfo? AsOf, OutcomeEntry[] Outcomes, ItemProblem? Problem);

/// <summary>
/// One outcome under one treatment, with 90 % intervals. Level and uplift are absent where the data cannot say, and
/// the reason says why.
/// </summary>
/// <param name="Treatment">The treatment's name.</param>
/// <param name="Outcome">The outcome's name.</param>
/// <param name="Level">Expected outcome under the treatment: a probability, or an amount.</param>
/// <param name="LevelLow">5th percentile of the level.</param>
/// <param name="LevelHigh">95th percentile of the level.</param>
/// <param name="Uplift">The level minus the level under "none".</param>
/// <param name="UpliftLow">5th percentile of the uplift.</param>
/// <param name="UpliftHigh">95th percentile of the uplift.</param>
/// <param name="Identified"><c>randomised</c>, <c>adjusted</c> or <c>no</c>.</param>
/// <param name="Reason">Why, in words.</param>
public sealed record OutcomeEntry(
    string Treatment, string Outcome, double? Level, double? LevelLow, double? LevelHigh,
    double? Uplift, double? UpliftLow, double? UpliftHigh, string Identified, string Reason);
