namespace WorldModel.Grains.Interfaces;

/// <summary>
/// Asks for consumers' beliefs or plausibility. <c>Day</c> null: the consumer's open day, at least the clock's.
/// </summary>
public sealed record BeliefQuery(string[] Consumers, DateOnly? Day);

/// <summary>What an answer was made from.</summary>
/// <param name="Model">Content hash of the model file, hex.</param>
/// <param name="Day">The belief's day: it depends on days before this one only.</param>
/// <param name="LastEvent">Day of the consumer's last event, null where there was none.</param>
/// <param name="Pending">Events of the open day, which the belief does not hold yet.</param>
public sealed record AsOf(string Model, DateOnly Day, DateOnly? LastEvent, int Pending);

/// <summary>One consumer's belief: mean-field probabilities of all hidden layers, bottom first.</summary>
public sealed record BeliefAnswer(string Consumer, AsOf? AsOf, ReadOnlyMemory<float> Belief, Problem? Problem);

/// <summary>Answers in the order of the query.</summary>
public sealed record BeliefReply(BeliefAnswer[] Answers);

/// <summary>Plausibility: free energy, and its percentile among the training consumers (low = unfamiliar).</summary>
public sealed record PlausibilityAnswer(
    string Consumer, AsOf? AsOf, double FreeEnergy, double Percentile, Problem? Problem);

/// <summary>Answers in the order of the query.</summary>
public sealed record PlausibilityReply(PlausibilityAnswer[] Answers);

/// <summary>An action set to a level: <c>"1"</c> for a binary action, else the level's name.</summary>
public sealed record ActionSetting(string Action, string Level);

/// <summary>A treatment: the actions it takes; all campaign actions not named are off. Empty: "none".</summary>
public sealed record TreatmentMessage(string Name, ActionSetting[] Actions);

/// <summary>
/// Asks for outcome levels under treatments. <c>Context</c> holds actions that are on whatever the treatment (a sale
/// that runs that day). A consumer with <c>Described</c> attributes is not looked up and has no history.
/// </summary>
public sealed record CounterfactualQuery(
    CounterfactualSubject[] Subjects, DateOnly? Day, TreatmentMessage[] Treatments, ActionSetting[] Context,
    bool Reproduce);

/// <summary>Whom a counterfactual is about: a known consumer, or one described in the request.</summary>
public sealed record CounterfactualSubject(string Consumer, AttributeValue[]? Described);

/// <summary>
/// One outcome's level under one treatment and its uplift over no treatment, with 90 % intervals. Null effect where
/// the data have no overlap: <c>Reason</c> says so.
/// </summary>
/// <param name="Treatment">The treatment's name.</param>
/// <param name="Outcome">The outcome's name.</param>
/// <param name="Level">Expected outcome under the treatment.</param>
/// <param name="LevelLow">5th percentile of the level.</param>
/// <param name="LevelHigh">95th percentile of the level.</param>
/// <param name="Uplift">Level minus the level under "none"; null where not identified.</param>
/// <param name="UpliftLow">5th percentile of the uplift.</param>
/// <param name="UpliftHigh">95th percentile of the uplift.</param>
/// <param name="Identified"><c>randomised</c>, <c>adjusted</c> or <c>no</c>.</param>
/// <param name="Reason">Why, in words.</param>
public sealed record OutcomeAnswer(
    string Treatment, string Outcome, double? Level, double? LevelLow, double? LevelHigh,
    double? Uplift, double? UpliftLow, double? UpliftHigh, string Identified, string Reason);

/// <summary>All outcomes under all treatments for one consumer.</summary>
public sealed record CounterfactualAnswer(string Consumer, AsOf? AsOf, OutcomeAnswer[] Outcomes, Problem? Problem);

/// <summary>Answers in the order of the query.</summary>
public sealed record CounterfactualReply(CounterfactualAnswer[] Answers);
