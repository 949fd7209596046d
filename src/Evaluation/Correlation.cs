namespace WorldModel.Evaluation;

/// <summary>Agreement between estimated and true effects, where the truth is known (simulated worlds).</summary>
public static class Correlation
{
    /// <summary>Spearman's rank correlation: Pearson's of mid-ranks; NaN where either side is constant.</summary>
    public static double Spearman(ReadOnlySpan<double> a, ReadOnlySpan<double> b) => Pearson(MidRanks(a), MidRanks(b));

    public static double Pearson(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        if (a.Length != b.Length) throw new ArgumentException($"{a.Length} and {b.Length} values");
        double meanA = 0, meanB = 0;
        for (var i = 0; i < a.Length; i++)
        {
            meanA += a[i] / a.Length;
            meanB += b[i] / a.Length;
        }

        double both = 0, ofA = 0, ofB = 0;
        for (var i = 0; i < a.Length; i++)
        {
            both += (a[i] - meanA) * (b[i] - meanB);
            ofA += (a[i] - meanA) * (a[i] - meanA);
            ofB += (b[i] - meanB) * (b[i] - meanB);
        }

        return both / Math.Sqrt(ofA * ofB);
    }

    /// <summary>
    /// Precision in estimation of heterogeneous effects (Hill 2011), as its root: sqrt(mean((estimate - truth)^2)), in
    /// the unit of the effects.
    /// </summary>
    public static double Pehe(ReadOnlySpan<double> estimate, ReadOnlySpan<double> truth)
    {
        var sum = 0.0;
        for (var i = 0; i < estimate.Length; i++) sum += (estimate[i] - truth[i]) * (estimate[i] - truth[i]);
        return Math.Sqrt(sum / estimate.Length);
    }

    private static double[] MidRanks(ReadOnlySpan<double> values)
    {
        var ranks = new double[values.Length];
        var before = 0;
        foreach (var group in new ScoreOrder(values).Groups())
        {
            foreach (var row in group) ranks[row] = before + (group.Length + 1) / 2.0;
            before += group.Length;
        }

        return ranks;
    }
}
