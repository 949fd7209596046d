using WorldModel.Schema.Media;

namespace WorldModel.Models.MediaMix;

/// <summary>
/// Ridge regression of a table's first weeks on channels' pressures, with the baseline taken out, and its error in the
/// weeks behind them.
/// </summary>
internal sealed class RidgeProblem
{
    private const double FreeVariance = 1e4;
    private readonly WeeklyTable _table;
    private readonly MixScale _scale;
    private readonly BaselineMarginal[] _marginals;
    private readonly double[][] _columns;
    private readonly double[][] _outcome;
    private readonly double[][] _reducedOutcome;
    private readonly double[][][] _pressure;
    private readonly double[][][] _reduced;
    private readonly double[] _gram;
    private readonly int _train;

    /// <param name="table">All weeks.</param>
    /// <param name="scale">Of all weeks.</param>
    /// <param name="train">Weeks that are fitted.</param>
    public RidgeProblem(WeeklyTable table, MixScale scale, int train)
    {
        (_table, _scale, _train) = (table, scale, train);
        Baseline = new BaselineColumns(table.Head(train), BaselineOptions.Straight(train));
        var (geos, channels) = (table.Geos.Length, table.Channels.Length);
        _columns = [.. Enumerable.Range(0, geos).Select(geo => Baseline.Of(table, geo))];
        var free = Enumerable.Repeat(FreeVariance, Baseline.Count).ToArray();
        _marginals = Array.ConvertAll(
            _columns, columns => new BaselineMarginal(columns[..(train * Baseline.Count)], free, rho: 0));
        _outcome = [.. Enumerable.Range(0, geos).Select(geo => table.Outcome
            .AsSpan(geo * table.Weeks, table.Weeks).ToArray().Select(value => value / scale.Outcome[geo]).ToArray())];
        _reducedOutcome = [.. _outcome.Select((weeks, geo) => Reduced(geo, weeks))];
        _pressure = [.. Enumerable.Range(0, channels).Select(_ => new double[geos][])];
        _reduced = [.. Enumerable.Range(0, channels).Select(_ => new double[geos][])];
        _gram = new double[channels * channels];
    }

    public BaselineColumns Baseline { get; }

    private int Channels => _pressure.Length;

    /// <summary>Gives a channel other pressures, one series a geo over all weeks.</summary>
    public void Set(int channel, double[][] pressure)
    {
        for (var geo = 0; geo < pressure.Length; geo++)
        {
            _pressure[channel][geo] = pressure[geo];
            _reduced[channel][geo] = Reduced(geo, pressure[geo]);
        }

        for (var other = 0; other < Channels; other++)
        {
            if (_reduced[other][0] is null) continue;
            var sum = 0.0;
            for (var geo = 0; geo < pressure.Length; geo++)
                sum += _marginals[geo].Product(_reduced[channel][geo], _reduced[other][geo]);
            _gram[channel * Channels + other] = _gram[other * Channels + channel] = sum;
        }
    }

    /// <summary>The channels' weights at a penalty, pulled to what is believed of them where that was stated.</summary>
    public double[] Solve(double penalty, double[][]? outcome = null, MixPriors? priors = null, double noise = 0)
    {
        var (a, b) = ((double[])_gram.Clone(), new double[Channels]);
        var reduced = outcome is null ? _reducedOutcome : [.. outcome.Select((weeks, geo) => Reduced(geo, weeks))];
        for (var channel = 0; channel < Channels; channel++)
        {
            a[channel * Channels + channel] += penalty * _train * _marginals.Length;
            for (var geo = 0; geo < reduced.Length; geo++)
                b[channel] += _marginals[geo].Product(_reduced[channel][geo], reduced[geo]);
            if (priors?.Roi[channel] is not { Stated: true } prior || FullEffect(channel) is not (> 0 and var full))
                continue;
            var unit = _table.TotalSpend(channel) / full;
            var precision = noise / (prior.Deviation * prior.Deviation * unit * unit);
            a[channel * Channels + channel] += precision;
            b[channel] += precision * prior.Mean * unit;
        }

        var weights = new double[Channels];
        NonNegativeRidge.Solve(a, b, weights);
        return weights;
    }

    /// <summary>The baseline's weights under given channels' weights, geos x columns.</summary>
    public double[] BaselineWeights(double[] weights, double[][]? outcome = null) =>
        [.. Enumerable.Range(0, _marginals.Length).SelectMany(geo =>
        {
            double[] rest = [.. (outcome ?? _outcome)[geo].AsSpan(0, _train)];
            for (var channel = 0; channel < Channels; channel++)
            {
                for (var week = 0; week < _train; week++)
                    rest[week] -= weights[channel] * _pressure[channel][geo][week];
            }

            return _marginals[geo].Weights(rest);
        })];

    /// <summary>Expected outcome of a geo's weeks, all of them, in the geo's unit.</summary>
    public double[] Expected(int geo, double[] weights, double[] baseline)
    {
        var own = baseline.AsSpan(geo * Baseline.Count, Baseline.Count);
        var expected = new double[_table.Weeks];
        for (var week = 0; week < expected.Length; week++)
        {
            expected[week] = BaselineMarginal.Dot(
                _columns[geo].AsSpan(week * Baseline.Count, Baseline.Count), own);
            for (var channel = 0; channel < Channels; channel++)
                expected[week] += weights[channel] * _pressure[channel][geo][week];
        }

        return expected;
    }

    /// <summary>What was observed, in the geo's unit.</summary>
    public double[] Observed(int geo) => _outcome[geo];

    /// <summary>Mean squared error of weeks from one up to, without, another.</summary>
    public double SquaredError(double[] weights, int from, int to)
    {
        var baseline = BaselineWeights(weights);
        var sum = 0.0;
        for (var geo = 0; geo < _marginals.Length; geo++)
        {
            var expected = Expected(geo, weights, baseline);
            for (var week = from; week < to; week++)
                sum += (expected[week] - _outcome[geo][week]) * (expected[week] - _outcome[geo][week]);
        }

        return sum / (_marginals.Length * (to - from));
    }

    /// <summary>Outcome that a weight of 1 brings in all fitted weeks.</summary>
    private double FullEffect(int channel) => _pressure[channel].Select((weeks, geo) =>
        _scale.Outcome[geo] * weeks.AsSpan(0, _train).ToArray().Sum()).Sum();

    private double[] Reduced(int geo, ReadOnlySpan<double> weeks)
    {
        var reduced = new double[_train + Baseline.Count];
        _marginals[geo].Reduce(weeks[.._train], reduced);
        return reduced;
    }
}
