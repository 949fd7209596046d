using WorldModel.Models;

namespace WorldModel.Cli.Init;

/// <summary>
/// Looks for attributes that know too much: that tell an outcome almost surely, or differ between arms that were drawn
/// at random.
/// </summary>
internal static class LeakScan
{
    /// <summary>An honest attribute hardly orders consumers by what they will do so well as this.</summary>
    public const double SuspiciousAuc = 0.9;

    /// <summary>Below it an attribute is not balanced over the arms.</summary>
    public const double UnbalancedP = 1e-6;

    private const int LeastOfEach = 20;

    /// <summary>
    /// How well an attribute alone orders rows by an outcome: the larger of its rank AUC and that of its levels' means,
    /// each row scored by the means of the other half; NaN where fewer than 20 rows have, or lack, the outcome.
    /// </summary>
    public static double Auc(AttributeColumn attribute, bool[] positive)
    {
        var positives = positive.Count(p => p);
        if (positives < LeastOfEach || positive.Length - positives < LeastOfEach)
            return double.NaN;
        var best = Evaluation.Auc.Of(LevelMeans(attribute, positive), positive);
        if (attribute.Numbers is { } numbers)
        {
            var ranked = Evaluation.Auc.Of(numbers, positive);
            best = Math.Max(best, Math.Max(ranked, 1 - ranked));
        }
        return best;
    }

    /// <summary>P-value of Pearson's chi-squared test that levels are spread alike over arms.</summary>
    public static double BalanceP(AttributeColumn attribute, int[] arms, int armCount)
    {
        var counts = new double[attribute.Levels, armCount];
        var (levels, perArm) = (new double[attribute.Levels], new double[armCount]);
        for (var row = 0; row < arms.Length; row++)
        {
            if (arms[row] < 0)
                continue;
            counts[attribute.Codes[row], arms[row]]++;
            levels[attribute.Codes[row]]++;
            perArm[arms[row]]++;
        }
        var (statistic, all) = (0.0, perArm.Sum());
        for (var level = 0; level < levels.Length; level++)
        {
            for (var arm = 0; arm < armCount; arm++)
            {
                var expected = levels[level] * perArm[arm] / all;
                if (expected > 0)
                    statistic += (counts[level, arm] - expected) * (counts[level, arm] - expected) / expected;
            }
        }
        var degrees = (levels.Count(n => n > 0) - 1) * (perArm.Count(n => n > 0) - 1);
        return degrees > 0 ? ChiSquared.Upper(statistic, degrees) : 1;
    }

    private static double[] LevelMeans(AttributeColumn attribute, bool[] positive)
    {
        var (hits, counts) = (new double[2, attribute.Levels], new double[2, attribute.Levels]);
        for (var row = 0; row < positive.Length; row++)
        {
            hits[row % 2, attribute.Codes[row]] += positive[row] ? 1 : 0;
            counts[row % 2, attribute.Codes[row]]++;
        }
        var mean = (double)positive.Count(p => p) / positive.Length;
        var scores = new double[positive.Length];
        for (var row = 0; row < scores.Length; row++)
        {
            var (other, level) = (1 - (row % 2), attribute.Codes[row]);
            scores[row] = (hits[other, level] + mean) / (counts[other, level] + 1);
        }
        return scores;
    }
}
