namespace WorldModel.Evaluation;

/// <summary>
/// By how much one method earns more than another, in shares of the other, from pairs of figures measured on the same
/// independent draws: sum of differences over sum of the other's figures, with the interval of a ratio estimate
/// (linearised residuals, Student's t). A ratio of means, as the mean of ratios is ruled by draws where the other
/// earns next to nothing.
/// </summary>
public static class PairedGain
{
    /// <param name="method">One figure a draw.</param>
    /// <param name="other">Its partners.</param>
    public static Estimate Of(IReadOnlyList<double> method, IReadOnlyList<double> other)
    {
        var count = method.Count;
        var mean = other.Average();
        var gain = (method.Average() - mean) / mean;
        if (count < 2 || !double.IsFinite(gain)) return new Estimate(gain);
        var squares = 0.0;
        for (var i = 0; i < count; i++)
        {
            var residual = (method[i] - (1 + gain) * other[i]) / mean;
            squares += residual * residual;
        }

        var half = SplitInterval.T975(count - 1) * Math.Sqrt(squares / (count - 1) / count);
        return new Estimate(gain, gain - half, gain + half);
    }

    /// <summary>The mean of figures from independent draws, with Student's t interval.</summary>
    public static Estimate Mean(IReadOnlyList<double> figures)
    {
        var mean = figures.Average();
        if (figures.Count < 2) return new Estimate(mean);
        var variance = figures.Sum(figure => (figure - mean) * (figure - mean)) / (figures.Count - 1);
        var half = SplitInterval.T975(figures.Count - 1) * Math.Sqrt(variance / figures.Count);
        return new Estimate(mean, mean - half, mean + half);
    }
}
