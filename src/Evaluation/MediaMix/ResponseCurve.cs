namespace WorldModel.Evaluation.MediaMix;

/// <summary>A channel's outcome over nothing, by multiples of its spend in a window.</summary>
public sealed record ResponseCurve(string Channel, IReadOnlyList<ResponsePoint> Points);

/// <summary>A point of a response curve.</summary>
/// <param name="Multiple">Of what was spent.</param>
/// <param name="Spend">Money.</param>
/// <param name="Outcome">Outcome over spending nothing on the channel.</param>
/// <param name="Roi">Outcome per money; null where nothing is spent.</param>
/// <param name="Observed">
/// Whether a mean week with spend, so multiplied, is no larger than the largest week observed; behind that the curve is
/// the model's assumption, not the data's.
/// </param>
public sealed record ResponsePoint(double Multiple, double Spend, Estimate Outcome, Estimate? Roi, bool Observed);
