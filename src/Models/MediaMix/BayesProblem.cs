using WorldModel.Schema.Media;

namespace WorldModel.Models.MediaMix;

/// <summary>
/// What all chains share: the table in its units, and the baseline taken out in every way of the grid.
/// </summary>
internal sealed class BayesProblem
{
    private readonly BaselineMarginal[][] _marginals;
    private readonly double[] _logDeterminants;

    public BayesProblem(WeeklyTable table, MixPriors priors)
    {
        (Table, Priors, Scale) = (table, priors, new MixScale(table));
        Baseline = new BaselineColumns(table, BaselineOptions.Drifting(table.Weeks));
        var columns = Enumerable.Range(0, table.Geos.Length).Select(geo => Baseline.Of(table, geo)).ToArray();
        _marginals = Array.ConvertAll(BayesPrior.Grid, point => Array.ConvertAll(columns, own =>
            new BaselineMarginal(own, BayesPrior.Variances(Baseline, point.Step), point.Rho)));
        _logDeterminants = Array.ConvertAll(_marginals, geos => geos.Sum(marginal => marginal.LogDeterminant));
        Outcome = [.. Enumerable.Range(0, table.Geos.Length).Select(geo => table.Outcome
            .AsSpan(geo * table.Weeks, table.Weeks).ToArray().Select(value => value / Scale.Outcome[geo]).ToArray())];
        Spend = [.. Enumerable.Range(0, table.Channels.Length).Select(table.TotalSpend)];
    }

    public WeeklyTable Table { get; }

    public MixPriors Priors { get; }

    public MixScale Scale { get; }

    public BaselineColumns Baseline { get; }

    /// <summary>Outcomes in the geo's unit, a series a geo.</summary>
    public double[][] Outcome { get; }

    /// <summary>All that was spent on each channel.</summary>
    public double[] Spend { get; }

    /// <summary>Numbers of a reduced series.</summary>
    public int Reduced => Table.Weeks + Baseline.Count;

    public void Reduce(int point, int geo, ReadOnlySpan<double> weeks, Span<double> reduced) =>
        _marginals[point][geo].Reduce(weeks, reduced);

    /// <summary>r' S^-1 r of all geos, from reduced series.</summary>
    public double Square(int point, double[][] reduced)
    {
        var sum = 0.0;
        for (var geo = 0; geo < reduced.Length; geo++)
            sum += _marginals[point][geo].Product(reduced[geo], reduced[geo]);
        return sum;
    }

    /// <summary>log p(y | media, point of the grid), the noise's variance integrated out, up to a constant.</summary>
    public double LogLikelihood(int point, double square) => -.5 * _logDeterminants[point]
        - (BayesPrior.NoiseShape + .5 * Table.Rows) * Math.Log(BayesPrior.NoiseScale + .5 * square);

    /// <summary>The baseline's expected weights where media bring what they do, geos x columns.</summary>
    public double[] BaselineWeights(int point, double[][] rest) =>
        [.. rest.SelectMany((weeks, geo) => _marginals[point][geo].Weights(weeks))];

    /// <summary>Outcome that a weight of 1 brings in all weeks.</summary>
    public double FullEffect(double[][] pressure)
    {
        var sum = 0.0;
        for (var geo = 0; geo < pressure.Length; geo++)
        {
            var own = 0.0;
            foreach (var week in pressure[geo]) own += week;
            sum += Scale.Outcome[geo] * own;
        }

        return sum;
    }
}
