namespace WorldModel.Evaluation.MediaMix;

/// <summary>How to split a budget, by a mix.</summary>
/// <param name="Channels">Names.</param>
/// <param name="Current">What is spent on each now.</param>
/// <param name="Planned">What the plan gives each; the sum is the budget.</param>
/// <param name="Bounds">What each may get.</param>
/// <param name="Gain">Outcome of the plan less that of spending as now, by the mix; its mean is never below 0.</param>
/// <param name="GainLikely">Share of the draws by which the plan is better.</param>
public sealed record BudgetPlan(
    string[] Channels, double[] Current, double[] Planned, BudgetBounds[] Bounds, Estimate Gain, double GainLikely);
