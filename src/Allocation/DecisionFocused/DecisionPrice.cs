namespace WorldModel.Allocation.DecisionFocused;

/// <summary>Two prices of a unit of cost, in the network's units.</summary>
/// <param name="Decide">
/// Lambda: the policy takes argmax_j r^_j - lambda c^_j with it, on predictions.
/// </param>
/// <param name="Settle">
/// What a unit of true cost is charged. Lambda itself in the dual losses; 0 in the primal ones as published, where the
/// budget is kept by lambda alone; mu, the true marginal return at the budget, makes the primal gradient that of the
/// value at equal spend.
/// </param>
public readonly record struct DecisionPrice(double Decide, double Settle);
