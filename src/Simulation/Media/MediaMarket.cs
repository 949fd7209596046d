using WorldModel.Numerics;
using WorldModel.Schema.Media;

namespace WorldModel.Simulation.Media;

/// <summary>
/// A market whose media truly act as is known: a level with trend, season, promotions and a demand of its own, and
/// channels with adstock, saturation and, by family, delay, interaction or drift. Spend is planned by season and, where
/// asked, chases demand. Media bring 20 to 40 % of what there would be without them.
/// </summary>
public sealed class MediaMarket
{
    private static readonly DateOnly Begin = new(2021, 1, 4);
    private readonly MediaMarketOptions _options;
    private readonly RandomStream _random;
    private readonly double[] _season;
    private readonly bool[] _promoted;
    private readonly double[] _demand;

    private MediaMarket(MediaMarketOptions options)
    {
        (_options, _random) = (options, new RandomStream(options.Seed, 2000 + (ulong)options.Family));
        _season = Season();
        _promoted = [.. Enumerable.Range(0, options.Weeks).Select(_ => _random.Bernoulli(.12))];
        _demand = Demand(options.Geos * options.Weeks);
        Table = new WeeklyTable(
            "revenue", [.. Enumerable.Range(1, options.Channels).Select(i => $"channel{i}")],
            options.Chasing == DemandChasing.Observed ? ["promotion", "demand"] : ["promotion"],
            options.Geos == 1 ? [""] : [.. Enumerable.Range(1, options.Geos).Select(i => $"geo{i:00}")],
            Begin, options.Weeks);
        double[] size = options.Geos == 1
            ? [1]
            : [.. Enumerable.Range(0, options.Geos).Select(_ => Math.Exp(.6 * _random.NextGaussian()))];
        var channels = Enumerable.Range(0, options.Channels).Select(DrawChannel).ToArray();
        Spend(channels, size);
        var baseline = Baseline(size);
        Truth = new MediaTruth(Table, Weighted(channels, size, baseline), size, baseline);
        Observe(size);
    }

    /// <summary>What an analyst gets to see.</summary>
    public WeeklyTable Table { get; }

    /// <summary>What is true.</summary>
    public MediaTruth Truth { get; }

    /// <summary>Demand beyond trend, season and promotions, one a row, as a share of the level.</summary>
    public IReadOnlyList<double> TrueDemand => _demand;

    /// <summary>Draws a market; the same options give the same market.</summary>
    public static MediaMarket Draw(MediaMarketOptions options) => new(options);

    private double[] Season()
    {
        var (yearly, half) = (Between(.05, .2), Between(0, .08));
        var (phase, other) = (Between(0, 2 * Math.PI), Between(0, 2 * Math.PI));
        return [.. Enumerable.Range(0, _options.Weeks).Select(week =>
        {
            var angle = 2 * Math.PI * week * 7 / 365.25;
            return yearly * Math.Sin(angle + phase) + half * Math.Sin(2 * angle + other);
        })];
    }

    /// <summary>Three quarters of a week's demand are left in the next.</summary>
    private double[] Demand(int rows)
    {
        var deviation = _options.Chasing == DemandChasing.None ? .025 : .08;
        var demand = new double[rows];
        for (var row = 0; row < rows; row++)
        {
            var fresh = deviation * _random.NextGaussian();
            demand[row] = row % _options.Weeks == 0
                ? fresh
                : .75 * demand[row - 1] + Math.Sqrt(1 - .75 * .75) * fresh;
        }

        return demand;
    }

    private ChannelTruth DrawChannel(int index)
    {
        var late = _options.Family == MediaFamily.Delayed;
        var chase = _options.Chasing switch
        {
            DemandChasing.None => 0,
            DemandChasing.Observed => Between(1, 4),
            _ => Between(6, 9),
        };
        return new ChannelTruth(
            Decay: late ? Between(.5, .75) : Between(.1, .75),
            Peak: late ? Between(1, 3) : 0,
            Half: Math.Exp(.4 * _random.NextGaussian()),
            Shape: Between(.8, 1.8),
            Drift: _options.Family == MediaFamily.Drifting ? Between(-.8, .8) : 0,
            Synergy: _options.Family == MediaFamily.Interacting && index % 2 == 0 ? Between(.3, .9) : 0,
            chase,
            Mean: .1 * MediaTruth.Level / _options.Channels * Math.Exp(.5 * _random.NextGaussian()))
        {
            Switching = index % 2 == 0 ? 0 : .2,
        };
    }

    private void Spend(ChannelTruth[] channels, double[] size)
    {
        for (var geo = 0; geo < size.Length; geo++)
        {
            for (var channel = 0; channel < channels.Length; channel++)
                SpendOn(channels[channel], channel, geo, size[geo]);
        }
    }

    private void SpendOn(ChannelTruth truth, int channel, int geo, double size)
    {
        var (on, swing, tilt) = (true, 0.0, Between(0, 1.5));
        for (var week = 0; week < _options.Weeks; week++)
        {
            if (_random.Bernoulli(truth.Switching)) on = !on;
            swing = .5 * swing + .4 * Math.Sqrt(.75) * _random.NextGaussian();
            var row = geo * _options.Weeks + week;
            var log = swing + tilt * _season[week] + truth.Chase * _demand[row];
            Table.Spend[row * Table.Channels.Length + channel] = on ? size * truth.Mean * Math.Exp(log) : 0;
        }
    }

    private double[] Baseline(double[] size)
    {
        var (trend, promotion) = (Between(-.06, .1), Between(.08, .25));
        var baseline = new double[Table.Rows];
        for (var row = 0; row < baseline.Length; row++)
        {
            var week = row % _options.Weeks;
            baseline[row] = size[row / _options.Weeks] * MediaTruth.Level * (1 + trend * week / 52 + _season[week]
                + (_promoted[week] ? promotion : 0) + _demand[row]);
        }

        return baseline;
    }

    /// <summary>Gives channels full effects such that media bring their share, unevenly for the same money.</summary>
    private ChannelTruth[] Weighted(ChannelTruth[] channels, double[] size, double[] baseline)
    {
        var returns = channels.Select((_, i) => Table.TotalSpend(i) * Math.Exp(.5 * _random.NextGaussian())).ToArray();
        var media = Between(.2, .4) * baseline.Sum();
        var unweighted = new MediaTruth(Table, channels, size, baseline).Effects(Table);
        return [.. channels.Select((truth, i) =>
        {
            var full = 0.0;
            for (var row = 0; row < Table.Rows; row++) full += unweighted[row * channels.Length + i];
            return full > 0 ? truth with { Weight = media * returns[i] / returns.Sum() / full } : truth;
        })];
    }

    private void Observe(double[] size)
    {
        Truth.Predict(Table, 0, Table.Outcome);
        for (var row = 0; row < Table.Rows; row++)
        {
            Table.Outcome[row] += _options.Noise * size[row / _options.Weeks] * MediaTruth.Level
                * _random.NextGaussian();
            var covariates = Table.Covariate.AsSpan(row * Table.Covariates.Length, Table.Covariates.Length);
            covariates[0] = _promoted[row % _options.Weeks] ? 1 : 0;
            if (covariates.Length > 1) covariates[1] = _demand[row];
        }
    }

    private double Between(double low, double high) => low + (high - low) * _random.NextDouble();
}
