using WorldModel.Models.Trials;

namespace WorldModel.Allocation.DecisionFocused;

/// <summary>
/// What a log says that each row would have earned and cost under each arm, rows x arms. One row's scores are noise;
/// the mean over rows of the score under a policy's arms estimates the policy's value. Every decision loss settles
/// with these.
/// </summary>
public sealed class TrialScores
{
    private TrialScores(int rows, int arms)
    {
        (Rows, Arms) = (rows, arms);
        Value = new double[rows * arms];
        Cost = new double[rows * arms];
    }

    public int Rows { get; }

    public int Arms { get; }

    /// <summary>Rows x arms.</summary>
    public double[] Value { get; }

    /// <summary>Rows x arms.</summary>
    public double[] Cost { get; }

    /// <summary>Whether every arm of a row has a score, not only the arm that it drew.</summary>
    public bool AllArms { get; private init; }

    /// <summary>
    /// Inverse propensity scores, 1[t = j] r N / N_j (Horvitz and Thompson 1952): the factor N / N_{t_i} of L_PLL.
    /// </summary>
    public static TrialScores Inverse(TrialLog log) => Observed(log, arm => 1 / log.Share(arm));

    /// <summary>
    /// 1[t = j] r M, every row with the same weight whatever its arm's share: what the authors' public demo trains
    /// on, up to a constant. Biased wherever the shares differ; kept to measure what that costs.
    /// </summary>
    public static TrialScores Unweighted(TrialLog log) => Observed(log, _ => log.Arms);

    /// <summary>
    /// Doubly robust scores, m_j + 1[t = j] (r - m_j) N / N_j (Dudik, Langford and Li 2011), with m a prediction that
    /// has not seen the row. Unbiased whatever m is; the better m, the less noise.
    /// </summary>
    public static TrialScores DoublyRobust(TrialLog log, ResponseTable predicted)
    {
        if (predicted.Rows != log.Rows || predicted.Arms != log.Arms)
            throw new ArgumentException($"expected predictions of {log.Rows} x {log.Arms}", nameof(predicted));
        var scores = new TrialScores(log.Rows, log.Arms) { AllArms = true };
        predicted.Value.CopyTo(scores.Value, 0);
        predicted.Cost.CopyTo(scores.Cost, 0);
        for (var row = 0; row < log.Rows; row++)
        {
            var at = row * log.Arms + log.Arm[row];
            var weight = 1 / log.Share(log.Arm[row]);
            scores.Value[at] += weight * (log.Value[row] - scores.Value[at]);
            scores.Cost[at] += weight * (log.Cost[row] - scores.Cost[at]);
        }

        return scores;
    }

    private static TrialScores Observed(TrialLog log, Func<int, double> weight)
    {
        var scores = new TrialScores(log.Rows, log.Arms);
        for (var row = 0; row < log.Rows; row++)
        {
            var at = row * log.Arms + log.Arm[row];
            scores.Value[at] = weight(log.Arm[row]) * log.Value[row];
            scores.Cost[at] = weight(log.Arm[row]) * log.Cost[row];
        }

        return scores;
    }
}
