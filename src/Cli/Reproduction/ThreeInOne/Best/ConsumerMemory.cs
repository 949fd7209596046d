using WorldModel.Models;
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
        var sums = new ResponseSums[data.Consumers];
        var days = data.Panel.Days;
        var trainDays = data.Train.Max(row => row % days) + 1;
        for (var consumer = 0; consumer < sums.Length; consumer++)
            for (var day = data.Panel.FirstDayOf(consumer); day < trainDays; day++)
                Add(ref sums[consumer], data, outcome, logits, driver, consumer * days + day);
        var (level, slope) = ResponseSums.MostLikely(sums, Variances);
        var memory = new ConsumerMemory(new float[logits.Length], new float[logits.Length], level, slope);
        Parallel.For(0, data.Consumers, consumer =>
        {
            var running = default(ResponseSums);
            for (var row = consumer * days + data.Panel.FirstDayOf(consumer); row < (consumer + 1) * days; row++)
            {
                var (atLevel, atSlope) = running.Departures(level, slope);
                (memory.Level[row], memory.Slope[row]) = ((float)atLevel, (float)atSlope);
                Add(ref running, data, outcome, logits, driver, row);
            }
        });
        return memory;
    }

    private static void Add(
        ref ResponseSums sums, WorldData data, int outcome, double[] logits, float[] driver, int row) =>
        sums.Add(1, data.Rows.OutcomeRow(row)[outcome], Logit.Inverse(logits[row]), driver[row]);
}
