namespace WorldModel.Cli.Demo.Findings;

/// <summary>One consumer: what happened, what could be done, what was decided and why.</summary>
/// <param name="Why">Why this consumer is shown.</param>
/// <param name="Consumer">The consumer's id.</param>
/// <param name="Attributes">Attributes in words.</param>
/// <param name="History">The last days, oldest first.</param>
/// <param name="Plausibility">Percentile of free energy among the training consumers; low is unfamiliar.</param>
/// <param name="Options">Every option, "none" first.</param>
/// <param name="Decision">The treatment decided.</param>
/// <param name="Reason">Why, in words.</param>
internal sealed record ConsumerStory(
    string Why, string Consumer, string Attributes, IReadOnlyList<StoryDay> History, double Plausibility,
    IReadOnlyList<StoryOption> Options, string Decision, string Reason);

/// <summary>What happened on a day.</summary>
internal sealed record StoryDay(DateOnly Day, bool Visit, bool Purchase, bool Push, bool Coupon, bool Campaign);

/// <summary>An option: outcome levels with 90 % intervals, value over none, cost, and the truth beside it.</summary>
internal sealed record StoryOption(
    string Treatment, IReadOnlyList<StoryOutcome> Outcomes, double Value, double ValueLow, double ValueHigh,
    double Cost, double Net, double TrueValue);

/// <summary>An outcome under an option; null where the data cannot say.</summary>
internal sealed record StoryOutcome(
    string Outcome, double? Level, double? Low, double? High, double? Uplift, double? UpliftLow, double? UpliftHigh,
    string Identified, string Reason);
