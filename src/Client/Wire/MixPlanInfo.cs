namespace WorldModel.Client.Wire;

/// <summary>How a window's money may be split anew.</summary>
/// <remarks>What has a default is settable: a generated reader drops the default of an init-only property.</remarks>
public sealed record MixPlanQuestion
{
    /// <summary>The last weeks, or all where there are fewer; 0: all.</summary>
    public int Weeks { get; set; } = 52;

    /// <summary>Least that a channel gets, as a multiple of what it had, 0 to 1.</summary>
    public double Least { get; set; } = .5;

    /// <summary>Most that a channel gets, as a multiple of what it had, 1 to 100.</summary>
    public double Most { get; set; } = 1.5;

    /// <summary>Bounds of single channels in their place.</summary>
    public MixBound[]? Bounds { get; init; }
}

/// <summary>Bounds of one channel, as multiples of what it had.</summary>
public sealed record MixBound(string Channel, double Least, double Most);

/// <summary>The same money split for the largest expected outcome, by the mix's own account.</summary>
/// <param name="Mix">The mix.</param>
/// <param name="Hash">Its file's checksum.</param>
/// <param name="Model">What was fitted.</param>
/// <param name="Status"><c>usable</c>, <c>caution</c> or <c>refused</c>: then there is no plan.</param>
/// <param name="Reasons">What speaks against it, worst first.</param>
/// <param name="From">First week whose money is split.</param>
/// <param name="To">The last one.</param>
/// <param name="Plan">The split; absent where the mix is refused.</param>
public sealed record MixPlanInfo(
    string Mix, string Hash, string Model, string Status, MixReason[] Reasons, DateOnly From, DateOnly To,
    MixPlan? Plan);

/// <summary>A split of money over channels.</summary>
/// <param name="Gain">Outcome over that of spending as now; its value is never below 0.</param>
/// <param name="GainLikely">Share of the draws by which it is better.</param>
/// <param name="Channels">What each gets; the sum is what was spent.</param>
public sealed record MixPlan(MixFigure Gain, double GainLikely, MixBudget[] Channels);

/// <summary>A channel's money in a plan.</summary>
/// <param name="Channel">Its name.</param>
/// <param name="Current">What it had.</param>
/// <param name="Planned">What it gets.</param>
/// <param name="Low">Least that it might get.</param>
/// <param name="High">Most that it might get.</param>
public sealed record MixBudget(string Channel, double Current, double Planned, double Low, double High);
