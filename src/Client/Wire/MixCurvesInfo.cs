namespace WorldModel.Client.Wire;

/// <summary>Which curves are asked for.</summary>
/// <remarks>What has a default is settable: a generated reader drops the default of an init-only property.</remarks>
public sealed record MixCurvesQuestion
{
    /// <summary>The last weeks, or all where there are fewer; 0: all.</summary>
    public int Weeks { get; set; } = 52;

    /// <summary>Multiples of what was spent, 0 to 10; absent: from 0 to 2.</summary>
    public double[]? Multiples { get; init; }
}

/// <summary>Outcome and return by multiples of each channel's spend in a window.</summary>
/// <param name="Mix">The mix.</param>
/// <param name="Hash">Its file's checksum.</param>
/// <param name="Model">What was fitted.</param>
/// <param name="Status"><c>usable</c>, <c>caution</c> or <c>refused</c>.</param>
/// <param name="Reasons">What speaks against it, worst first.</param>
/// <param name="From">First week of the window.</param>
/// <param name="To">Its last.</param>
/// <param name="Curves">One a channel.</param>
public sealed record MixCurvesInfo(
    string Mix, string Hash, string Model, string Status, MixReason[] Reasons, DateOnly From, DateOnly To,
    MixCurve[] Curves);

/// <summary>A channel's curve.</summary>
public sealed record MixCurve(string Channel, MixPoint[] Points);

/// <summary>A point of a curve.</summary>
/// <param name="Multiple">Of what was spent.</param>
/// <param name="Spend">Money.</param>
/// <param name="Outcome">Outcome over spending nothing on the channel.</param>
/// <param name="Roi">The same per money; absent where nothing is spent.</param>
/// <param name="Observed">Whether weeks so large were observed; where not, it is the model's assumption.</param>
public sealed record MixPoint(double Multiple, double Spend, MixFigure Outcome, MixFigure? Roi, bool Observed);
