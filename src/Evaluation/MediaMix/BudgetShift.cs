namespace WorldModel.Evaluation.MediaMix;

/// <summary>What comes of moving money from one channel to another, each by its weeks' pattern.</summary>
/// <param name="From">Which channel gets less.</param>
/// <param name="To">Which gets it.</param>
/// <param name="Amount">Money.</param>
/// <param name="Gain">Outcome over that of spending as now.</param>
/// <param name="Observed">
/// Whether a mean week with spend of the channel that gets it stays below the largest week observed; where not, the
/// gain is the model's assumption.
/// </param>
public sealed record BudgetShift(string From, string To, double Amount, Estimate Gain, bool Observed);
