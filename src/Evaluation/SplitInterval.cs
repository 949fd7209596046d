namespace WorldModel.Evaluation;

/// <summary>
/// The mean of a figure over repeated random splits, with an interval that the number of splits cannot shrink to
/// nothing. The test halves of different splits share consumers, and so do the training halves: dividing the variance
/// by the number of splits would pretend that each split brought new data. The corrected resampled t interval (Nadeau
/// and Bengio 2003) takes (1/S + tested/trained) times the variance between splits, S - 1 degrees of freedom. For half
/// splits and a rule that is not trained this is the variance of its mean on all the rows, times 1 + 1/S.
/// </summary>
public static class SplitInterval
{
    // 97.5 % points of Student's t for 1 to 10 degrees of freedom.
    private static readonly double[] Student =
        [12.7062, 4.30265, 3.18245, 2.77645, 2.57058, 2.44691, 2.36462, 2.30600, 2.26216, 2.22814];

    /// <param name="figures">One a split; at least two.</param>
    /// <param name="testedOverTrained">Rows tested over rows trained on in each split: 1 for halves.</param>
    public static Estimate Of(IReadOnlyList<double> figures, double testedOverTrained = 1)
    {
        var mean = figures.Average();
        if (figures.Count < 2 || !double.IsFinite(mean)) return new Estimate(mean);
        var variance = figures.Sum(figure => (figure - mean) * (figure - mean)) / (figures.Count - 1);
        var half = T975(figures.Count - 1) * Math.Sqrt((1.0 / figures.Count + testedOverTrained) * variance);
        return new Estimate(mean, mean - half, mean + half);
    }

    /// <summary>Above ten degrees of freedom by Cornish and Fisher's expansion (error below 1e-4).</summary>
    internal static double T975(int freedom)
    {
        if (freedom <= Student.Length) return Student[freedom - 1];
        const double Z = 1.959963984540054;
        var z3 = Z * Z * Z;
        var z5 = z3 * Z * Z;
        var z7 = z5 * Z * Z;
        double n = freedom;
        return Z + (z3 + Z) / (4 * n) + (5 * z5 + 16 * z3 + 3 * Z) / (96 * n * n)
            + (3 * z7 + 19 * z5 + 17 * z3 - 15 * Z) / (384 * n * n * n);
    }
}
