namespace WorldModel.Client.Wire;

/// <summary>The weeks that a mix is asked about.</summary>
/// <remarks>What has a default is settable: a generated reader drops the default of an init-only property.</remarks>
public sealed record MixQuestion
{
    /// <summary>The last weeks, or all where there are fewer; 0: all.</summary>
    public int Weeks { get; set; } = 52;
}

/// <summary>What channels brought in a window, by a mix; effects count to the last week of the table.</summary>
/// <param name="Mix">The mix.</param>
/// <param name="Hash">Its file's checksum.</param>
/// <param name="Model">What was fitted.</param>
/// <param name="Status"><c>usable</c>, <c>caution</c> or <c>refused</c>.</param>
/// <param name="Reasons">What speaks against it, worst first.</param>
/// <param name="From">First week of the window.</param>
/// <param name="To">Its last.</param>
/// <param name="Expected">Outcome as spent.</param>
/// <param name="Media">Outcome lost had nothing been spent at all.</param>
/// <param name="Interaction">The same less the channels' single contributions: what they owe to each other.</param>
/// <param name="Channels">One a channel.</param>
public sealed record MixReportInfo(
    string Mix, string Hash, string Model, string Status, MixReason[] Reasons, DateOnly From, DateOnly To,
    MixFigure Expected, MixFigure Media, MixFigure Interaction, MixChannel[] Channels);

/// <summary>What a channel did in a window.</summary>
/// <param name="Channel">Its name.</param>
/// <param name="Spend">Money spent on it.</param>
/// <param name="Contribution">Outcome lost had nothing been spent on it.</param>
/// <param name="Share">The same as a share of the expected outcome.</param>
/// <param name="Roi">Contribution per money; absent where nothing was spent.</param>
/// <param name="MarginalRoi">Outcome of the next money, per money; absent where nothing was spent.</param>
public sealed record MixChannel(
    string Channel, double Spend, MixFigure Contribution, MixFigure Share, MixFigure? Roi, MixFigure? MarginalRoi);
