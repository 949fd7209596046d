using WorldModel.Client.Wire;

namespace WorldModel.Cli.Month;

/// <summary>One of a month's two campaigns: what its report says beside what is true.</summary>
/// <param name="Report">The silo's report.</param>
/// <param name="Truth">The simulation's truth.</param>
internal sealed record MonthSide(CampaignReportInfo Report, MonthTruth Truth)
{
    public MeasurementInfo Measured => Report.Measured!;

    public LiftInfo Lift => Measured.Lift!;

    /// <summary>The headline covers the truth.</summary>
    public bool IsCovered => Covers(Lift.Headline, Truth.Lift);

    /// <summary>The plain difference covers it.</summary>
    public bool IsCoveredPlain => Covers(Lift.Plain, Truth.Lift);

    /// <summary>What the decisions brought inside their windows covers what they truly did.</summary>
    public bool IsWindowCovered => Measured.Claim.SameWindow is { } window && Covers(window, Truth.SameDay);

    public static bool Covers(FigureInfo figure, double truth) => figure.Low <= truth && truth <= figure.High;
}

/// <summary>One month in one world.</summary>
/// <param name="Number">From 1 on.</param>
/// <param name="WorldSeed">The world's seed.</param>
/// <param name="Campaign">The campaign that acts.</param>
/// <param name="Placebo">A campaign that decides in the same world and on which nobody acts.</param>
/// <param name="Seconds">How long it took.</param>
internal sealed record MonthReplication(
    int Number, uint WorldSeed, MonthSide Campaign, MonthSide Placebo, double Seconds);
