using WorldModel.Numerics;

namespace WorldModel.Cli.Reproduction.ThreeInOne.Best;

/// <summary>
/// What a state can remember of how a consumer departs from a model: running sums of scores and information about its
/// level and its responsiveness to a driver s. With p the model's chance, score = sum (1, s)(y - p), information =
/// sum p(1 - p)(1, s)(1, s)'; the departures are (information + prior precision)^-1 score, one Newton step of a random
/// intercept and slope from the population's model. A row reads what the days before it left.
/// </summary>
internal sealed class ConsumerMemory
{
    private static readonly double[] Variances = [0, .0025, .005, .01, .02, .03, .045, .07, .1, .15, .2, .3];

    private ConsumerMemory(float[] level, float[] slope, double levelVariance, double slopeVariance) =>
        (Level, Slope, LevelVariance, SlopeVariance) = (level, slope, levelVariance, slopeVariance);

    /// <summary>Departure of the level, by row of the world.</summary>
    public float[] Level { get; }

    /// <summary>Departure of the coefficient of s, by row of the world.</summary>
    public float[] Slope { get; }

    /// <summary>Variance of levels among consumers that the data suggest.</summary>
    public double LevelVariance { get; }

    /// <summary>Variance of slopes among consumers that the data suggest.</summary>
    public double SlopeVariance { get; }

    /// <param name="data">The world; days of <see cref="WorldData.Train"/> choose the variances.</param>
    /// <param name="outcome">Which outcome.</param>
    /// <param name="logits">The population model's log odds of all rows.</param>
    /// <param name="driver">s of all rows.</param>
    public static ConsumerMemory Of(WorldData data, int outcome, double[] logits, float[] driver)
    {
        var sums = new Sums[data.Consumers];
        var days = data.Panel.Days;
        var trainDays = data.Train.Max(row => row % days) + 1;
        for (var consumer = 0; consumer < sums.Length; consumer++)
            for (var day = data.Panel.FirstDayOf(consumer); day < trainDays; day++)
                sums[consumer].Add(data, outcome, logits, driver, consumer * days + day);
        var (level, slope) = MostLikely(sums);
        var memory = new ConsumerMemory(new float[logits.Length], new float[logits.Length], level, slope);
        Parallel.For(0, data.Consumers, consumer =>
        {
            var running = new Sums();
            for (var row = consumer * days + data.Panel.FirstDayOf(consumer); row < (consumer + 1) * days; row++)
            {
                (memory.Level[row], memory.Slope[row]) = running.Departures(level, slope);
                running.Add(data, outcome, logits, driver, row);
            }
        });
        return memory;
    }

    /// <summary>The pair of variances with the largest marginal likelihood of all consumers' sums.</summary>
    private static (double Level, double Slope) MostLikely(Sums[] sums)
    {
        var best = (Level: 0.0, Slope: 0.0, Value: double.NegativeInfinity);
        foreach (var level in Variances)
        {
            foreach (var slope in Variances)
            {
                var value = sums.Sum(sum => sum.Evidence(level, slope));
                if (value > best.Value) best = (level, slope, value);
            }
        }

        return (best.Level, best.Slope);
    }

    /// <summary>Five numbers a consumer.</summary>
    private struct Sums
    {
        private double _score;
        private double _slopeScore;
        private double _information;
        private double _cross;
        private double _slopeInformation;

        public void Add(WorldData data, int outcome, double[] logits, float[] driver, int row)
        {
            var chance = Logit.Inverse(logits[row]);
            var (residual, weight) = (data.Rows.OutcomeRow(row)[outcome] - chance, chance * (1 - chance));
            double s = driver[row];
            _score += residual;
            _slopeScore += s * residual;
            _information += weight;
            _cross += weight * s;
            _slopeInformation += weight * s * s;
        }

        public readonly (float Level, float Slope) Departures(double level, double slope)
        {
            // (V^-1 + I)^-1 g = V (1 + I V)^-1 g: holds for variances of zero too.
            var (a, b, c, d) = System(level, slope);
            var determinant = a * d - b * c;
            return ((float)(level * (d * _score - b * _slopeScore) / determinant),
                (float)(slope * (a * _slopeScore - c * _score) / determinant));
        }

        public readonly double Evidence(double level, double slope)
        {
            var (a, b, c, d) = System(level, slope);
            var (atLevel, atSlope) = Departures(level, slope);
            return .5 * (_score * atLevel + _slopeScore * atSlope - Math.Log(a * d - b * c));
        }

        private readonly (double, double, double, double) System(double level, double slope) =>
            (1 + _information * level, _cross * slope, _cross * level, 1 + _slopeInformation * slope);
    }
}
