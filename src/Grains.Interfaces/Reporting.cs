namespace WorldModel.Grains.Interfaces;

/// <summary>
/// A shard's sums for a campaign's report, in the layout of docs/formats.md: exact, so that they add up in any order,
/// and of no single consumer.
/// </summary>
public sealed record MomentsReply(ReadOnlyMemory<byte> Sums, Problem? Problem);

/// <summary>A figure with its 95 % interval; without one, low and high are null.</summary>
public sealed record Figure(double Value, double? Low, double? High);

/// <summary>What a campaign is measured to have done. Money in currency.</summary>
/// <param name="From">The first day on which consumers came in.</param>
/// <param name="To">The last day of which an outcome or decision is known.</param>
/// <param name="Ratio">Whether the groups are as large as drawn.</param>
/// <param name="Lift">Policy against hold-out; null where a group has too few.</param>
/// <param name="Claim">What was claimed and what came.</param>
/// <param name="Policies">Other policies, from the decisions drawn by chance.</param>
/// <param name="Exploration">What exploration gave.</param>
/// <param name="Days">Day by day.</param>
/// <param name="Spending">Money and its pace.</param>
/// <param name="MoreBudget">What a tenth more budget would return; null where the frontier does not say.</param>
/// <param name="Reasons">Decisions by reason.</param>
public sealed record CampaignMeasurement(
    DateOnly From, DateOnly To, RatioFigures Ratio, LiftFigures? Lift, ClaimFigures Claim, PolicyFigures[] Policies,
    ExplorationFigures Exploration, DayFigures[] Days, SpendFigures Spending, BudgetFigures? MoreBudget,
    ReasonCount[] Reasons);

/// <summary>Groups as drawn against their shares: chi-square, its p-value, and the finding in words.</summary>
public sealed record RatioFigures(GroupShare[] Groups, double ChiSquare, double P, bool Holds, string Words);

/// <summary>Consumers of a group, and the share it was drawn with.</summary>
public sealed record GroupShare(string Group, long Consumers, double Share);

/// <summary>Intent-to-treat lift a consumer of the policy group over the hold-out, over all days so far.</summary>
/// <param name="Estimand">What is estimated, in words.</param>
/// <param name="Policy">Consumers of the policy group.</param>
/// <param name="Holdout">Consumers held out.</param>
/// <param name="PolicyMean">Worth of outcomes a consumer of the policy group.</param>
/// <param name="HoldoutMean">Worth of outcomes a consumer held out.</param>
/// <param name="Headline">The lift: adjusted where that can be.</param>
/// <param name="Plain">Difference of the means.</param>
/// <param name="Adjusted">Adjusted by what was expected of each consumer before the first decision.</param>
/// <param name="Narrowing">Share of the variance that the adjustment takes out.</param>
/// <param name="Total">The lift of all consumers of the policy group.</param>
/// <param name="Net">The same less what their treatments cost.</param>
/// <param name="Detectable">Smallest true lift that would be found with 80 % probability at 5 %.</param>
/// <param name="Words">The finding.</param>
public sealed record LiftFigures(
    string Estimand, long Policy, long Holdout, double PolicyMean, double HoldoutMean, Figure Headline, Figure Plain,
    Figure? Adjusted, double Narrowing, Figure Total, Figure Net, double Detectable, string Words);

/// <summary>The policy group's claim beside two measures of it.</summary>
/// <param name="Claimed">Sum of what its decisions claimed.</param>
/// <param name="Delivered">The lift of the group, what treatments do to later days included; null: no lift.</param>
/// <param name="SameWindow">
/// What its decisions brought inside their own windows, doubly robust: what the claim speaks of; null: cannot be told.
/// </param>
public sealed record ClaimFigures(double Claimed, Figure? Delivered, Figure? SameWindow);

/// <summary>What a policy would have earned a decision inside its window.</summary>
/// <param name="Policy">Its name: none, a treatment to whoever may get it, or the campaign's own.</param>
/// <param name="Ips">By inverse propensities.</param>
/// <param name="Snips">The same, self-normalised.</param>
/// <param name="DoublyRobust">Corrected predictions.</param>
/// <param name="OverNothing">Doubly robust, over nothing for all.</param>
/// <param name="MeanWeight">1 where propensities are what the draws did.</param>
/// <param name="EffectiveDecisions">Equally weighted decisions that the weights are worth.</param>
/// <param name="Detectable">Smallest true difference to nothing that would be found with 80 % probability.</param>
/// <param name="Reason">Why there are no figures; null where there are.</param>
public sealed record PolicyFigures(
    string Policy, Figure? Ips, Figure? Snips, Figure? DoublyRobust, Figure? OverNothing, Figure? MeanWeight,
    double EffectiveDecisions, double? Detectable, string? Reason);

/// <summary>What exploration gave against what it was to give.</summary>
public sealed record ExplorationFigures(OptionCount[] Options, double ChiSquare, double P, bool Holds, string Words);

/// <summary>How often an option was explored, and how often that was to be expected.</summary>
public sealed record OptionCount(string Option, long Decisions, double Expected);

/// <summary>One day of a campaign.</summary>
/// <param name="Day">The day.</param>
/// <param name="Decisions">Decisions taken for it.</param>
/// <param name="Spend">What they cost, all groups, as far as it is known; see <see cref="SpendFigures"/>.</param>
/// <param name="Claimed">What those of the policy group claim.</param>
/// <param name="Delivered">Lift of the policy group in the day's outcomes; null: no lift.</param>
public sealed record DayFigures(DateOnly Day, long Decisions, double Spend, double Claimed, Figure? Delivered);

/// <summary>The campaign's money against its pool's.</summary>
/// <param name="Spent">
/// Cost of the campaign's decisions, all groups: what it was when they were taken, and what came of it where a
/// delivery, an outcome or the end of its time has told.
/// </param>
/// <param name="PolicySpent">Of the policy group.</param>
/// <param name="PerDay">Spend a day with decisions.</param>
/// <param name="Budget">The pool's budget.</param>
/// <param name="Committed">Of all campaigns of the pool.</param>
/// <param name="Remaining">What the pool has free.</param>
/// <param name="DaysLeft">Days until the campaign ends; null: it has no end.</param>
/// <param name="Words">The pace in words.</param>
public sealed record SpendFigures(
    double Spent, double PolicySpent, double PerDay, double Budget, double Committed, double Remaining, int? DaysLeft,
    string Words);

/// <summary>Another budget for the round and what it would add, between two bounds of the frontier.</summary>
public sealed record BudgetFigures(double Budget, double Least, double Most);

/// <summary>How many decisions had a reason.</summary>
public sealed record ReasonCount(string Reason, long Decisions);
