using WorldModel.Numerics;

namespace WorldModel.Cli.Reproduction.ThreeInOne.Scoring;

/// <summary>
/// The chance from which an outcome is said to happen: of .10, .15 to .85 the one with the largest F1 on validation
/// rows (three-in-one, section 2.5). F1 = 2 hits / (2 hits + false alarms + misses).
/// </summary>
internal static class DecisionThreshold
{
    private const int Steps = 16;

    /// <summary>The threshold for some validation rows' log odds.</summary>
    public static double Of(double[] logits, bool[] happened)
    {
        var (best, most) = (.5, -1.0);
        for (var step = 0; step < Steps; step++)
        {
            var threshold = (10 + 5 * step) / 100.0;
            var f1 = Measure(logits, happened, threshold).F1;
            if (f1 > most) (best, most) = (threshold, f1);
        }

        return best;
    }

    /// <summary>Share of rows said rightly, and F1.</summary>
    public static (double Accuracy, double F1) Measure(double[] logits, bool[] happened, double threshold)
    {
        var cut = Logit.Of(threshold);
        int hits = 0, alarms = 0, misses = 0;
        for (var row = 0; row < logits.Length; row++)
        {
            var said = logits[row] >= cut;
            if (said && happened[row]) hits++;
            else if (said) alarms++;
            else if (happened[row]) misses++;
        }

        return (1 - (alarms + misses) / (double)logits.Length, 2.0 * hits / Math.Max(1, 2 * hits + alarms + misses));
    }
}
