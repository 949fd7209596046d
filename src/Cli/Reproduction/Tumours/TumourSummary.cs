using WorldModel.Evaluation.Reports;

namespace WorldModel.Cli.Reproduction.Tumours;

/// <summary>Means over seeds beside what is published.</summary>
internal sealed class TumourSummary(TumourStudy study, TumourCell[] cells)
{
    /// <summary>One row of the comparison.</summary>
    /// <param name="Gamma">Strength of confounding.</param>
    /// <param name="Alpha">Weight of balancing.</param>
    /// <param name="Days">Days ahead.</param>
    /// <param name="Plans">one step, random or sliding.</param>
    /// <param name="Mean">Over seeds, percent.</param>
    /// <param name="Deviation">Between seeds; not a number of one seed.</param>
    /// <param name="Published">Mean and deviation of CT (alpha = 0), where there is one.</param>
    public sealed record Row(
        double Gamma, double Alpha, int Days, string Plans, double Mean, double Deviation,
        (double Mean, double Deviation)? Published)
    {
        /// <summary>At most one published standard deviation above the published mean.</summary>
        public bool? Holds => Published is { } p ? Mean <= p.Mean + p.Deviation : null;
    }

    public TumourStudy Study => study;

    public IReadOnlyList<TumourCell> Cells => cells;

    public IEnumerable<Row> Rows =>
        from alpha in study.Alphas
        from gamma in study.Gammas
        from row in RowsOf(gamma, alpha)
        select row;

    public IEnumerable<Row> OneStep => Rows.Where(row => row.Days == 1);

    public ReportStatus Status
    {
        get
        {
            var first = OneStep.Where(row => row.Alpha == 0 && row.Holds is not null).ToArray();
            if (first.Length > 0 && first.All(row => row.Holds == true)) return ReportStatus.Good;
            return first.Any(row => row.Holds == true) ? ReportStatus.Caution : ReportStatus.Bad;
        }
    }

    public string Sentence
    {
        get
        {
            var first = OneStep.Where(row => row.Alpha == 0 && row.Holds is not null).ToArray();
            var held = first.Count(row => row.Holds == true);
            return first.Length == 0
                ? "Nothing published to compare with."
                : $"One step ahead, {held} of {first.Length} strengths of confounding are within one published "
                    + $"standard deviation of CT (alpha = 0), or better, at {study.Scale.Name} scale.";
        }
    }

    private IEnumerable<Row> RowsOf(double gamma, double alpha)
    {
        var own = cells.Where(cell => cell.Key.Gamma == gamma && cell.Key.Alpha == alpha).ToArray();
        if (own.Length == 0) yield break;
        yield return Of(gamma, alpha, 1, "one step", own.Select(cell => cell.OneStep), PublishedErrors.OneStep(gamma));
        for (var days = 2; days < 2 + TumourStudy.Horizon; days++)
        {
            var at = days - 2;
            yield return Of(gamma, alpha, days, "random", own.Select(cell => cell.Random[at]),
                PublishedErrors.Ahead(gamma, days, sliding: false));
            yield return Of(gamma, alpha, days, "sliding", own.Select(cell => cell.Sliding[at]),
                PublishedErrors.Ahead(gamma, days, sliding: true));
        }
    }

    private static Row Of(
        double gamma, double alpha, int days, string plans, IEnumerable<double> errors,
        (double Mean, double Deviation)? published)
    {
        var all = errors.ToArray();
        var mean = all.Average();
        var deviation = Math.Sqrt(all.Sum(error => (error - mean) * (error - mean)) / (all.Length - 1));
        return new Row(gamma, alpha, days, plans, mean, deviation, published);
    }
}
