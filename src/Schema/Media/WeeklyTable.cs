namespace WorldModel.Schema.Media;

/// <summary>
/// Weekly aggregates of one outcome and the money spent on channels, for one or several geos, without gaps. The row of
/// geo g and week t is g * weeks + t; spend and covariates hold a number a channel or covariate in every row.
/// </summary>
public sealed class WeeklyTable
{
    /// <param name="outcome">Name of the outcome.</param>
    /// <param name="channels">Names of the channels.</param>
    /// <param name="covariates">Names of what else moves the outcome; may be empty.</param>
    /// <param name="geos">Names of the geos; one for a national series.</param>
    /// <param name="firstWeek">The day by which the first week is named.</param>
    /// <param name="weeks">How many weeks each geo has.</param>
    public WeeklyTable(
        string outcome, string[] channels, string[] covariates, string[] geos, DateOnly firstWeek, int weeks)
    {
        (OutcomeName, Channels, Covariates, Geos) = (outcome, channels, covariates, geos);
        (FirstWeek, Weeks) = (firstWeek, weeks);
        Outcome = new double[Rows];
        Spend = new double[Rows * channels.Length];
        Covariate = new double[Rows * covariates.Length];
    }

    private WeeklyTable(WeeklyTable other, double[] spend)
    {
        (OutcomeName, Channels, Covariates, Geos) = (other.OutcomeName, other.Channels, other.Covariates, other.Geos);
        (FirstWeek, Weeks, Notes) = (other.FirstWeek, other.Weeks, other.Notes);
        (Outcome, Covariate, Spend) = (other.Outcome, other.Covariate, spend);
    }

    public string OutcomeName { get; }

    public string[] Channels { get; }

    public string[] Covariates { get; }

    public string[] Geos { get; }

    public DateOnly FirstWeek { get; }

    /// <summary>Weeks of each geo.</summary>
    public int Weeks { get; }

    /// <summary>Geos x weeks.</summary>
    public int Rows => Geos.Length * Weeks;

    /// <summary>One a row.</summary>
    public double[] Outcome { get; }

    /// <summary>Rows x channels, in units of money, never negative.</summary>
    public double[] Spend { get; }

    /// <summary>Rows x covariates.</summary>
    public double[] Covariate { get; }

    /// <summary>What a reader did to the data or noticed in them, in sentences.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The day by which a week is named.</summary>
    public DateOnly Week(int week) => FirstWeek.AddDays(7 * week);

    /// <summary>What was spent on a channel in all geos and weeks from one week up to, without, another.</summary>
    public double TotalSpend(int channel, int from, int to)
    {
        var sum = 0.0;
        for (var geo = 0; geo < Geos.Length; geo++)
        {
            for (var week = from; week < to; week++)
                sum += Spend[(geo * Weeks + week) * Channels.Length + channel];
        }

        return sum;
    }

    /// <summary>What was spent on a channel in all geos and weeks.</summary>
    public double TotalSpend(int channel) => TotalSpend(channel, 0, Weeks);

    /// <summary>Copies a channel's weeks in a geo.</summary>
    public void CopySpend(int geo, int channel, Span<double> weeks)
    {
        for (var week = 0; week < Weeks; week++)
            weeks[week] = Spend[(geo * Weeks + week) * Channels.Length + channel];
    }

    /// <summary>The same weeks with other spend, which is not copied: a plan.</summary>
    public WeeklyTable WithSpend(double[] spend)
    {
        if (spend.Length != Spend.Length)
            throw new ArgumentException($"expected {Spend.Length} numbers, got {spend.Length}", nameof(spend));
        return new WeeklyTable(this, spend);
    }

    /// <summary>The first weeks of every geo.</summary>
    public WeeklyTable Head(int weeks)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(weeks, Weeks);
        var head = new WeeklyTable(OutcomeName, Channels, Covariates, Geos, FirstWeek, weeks) { Notes = Notes };
        for (var geo = 0; geo < Geos.Length; geo++)
        {
            Part(Outcome, head.Outcome, geo, 1);
            Part(Spend, head.Spend, geo, Channels.Length);
            Part(Covariate, head.Covariate, geo, Covariates.Length);
        }

        return head;

        void Part(double[] from, double[] to, int geo, int width) =>
            from.AsSpan(geo * Weeks * width, weeks * width).CopyTo(to.AsSpan(geo * weeks * width));
    }
}
