namespace WorldModel.Allocation;

/// <summary>A point of the frontier.</summary>
/// <param name="BudgetMicros">The budget, all of it spent.</param>
/// <param name="Value">What it buys, in units of currency.</param>
/// <param name="ShadowPrice">What the next unit of budget buys; 0 at the end.</param>
public readonly record struct FrontierPoint(long BudgetMicros, double Value, double ShadowPrice);
