namespace WorldModel.Models.Heads;

/// <summary>A mean and its 90 % interval, in the outcome's own unit.</summary>
public readonly record struct HeadEstimate(double Mean, double Low, double High)
{
    /// <summary>The 95th percentile of a standard normal: half width of a 90 % interval in standard errors.</summary>
    internal const double Reach = 1.6448536269514722;
}
