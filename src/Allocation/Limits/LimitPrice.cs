namespace WorldModel.Allocation.Limits;

/// <summary>What a limit is worth at the margin, in value per unit of it: see <see cref="LimitUse"/>.</summary>
/// <param name="More">What one unit more of room would bring.</param>
/// <param name="Less">What one unit less of room would take; null where no allocation keeps less.</param>
internal readonly record struct LimitPrice(double More, double? Less);
