using WorldModel.Models.Trials;

namespace WorldModel.Models.Learners;

/// <summary>
/// The loss of <see cref="DirectRanking"/>. With s = ln(q/(1-q)) a row's term is r s - c ln(1 + e^s): its slope is r
/// - c q.
/// </summary>
/// <param name="log">The rows.</param>
/// <param name="unit">What values are divided by.</param>
internal sealed class RankingLoss(TrialLog log, double unit)
{
    /// <summary>The mean loss of some rows; writes its slopes, rows x (arms - 1), unless empty.</summary>
    public double Add(ReadOnlySpan<int> rows, ReadOnlySpan<float> outputs, Span<float> slopes)
    {
        var steps = log.Arms - 1;
        var sum = 0.0;
        for (var i = 0; i < rows.Length; i++)
        {
            var row = rows[i];
            var arm = log.Arm[row];
            var weight = 1 / (log.Share(arm) * rows.Length);
            if (arm > 0) sum += Term(i * steps + arm - 1, row, -weight, outputs, slopes);
            if (arm < steps) sum += Term(i * steps + arm, row, weight, outputs, slopes);
        }

        return sum;
    }

    private double Term(int at, int row, double weight, ReadOnlySpan<float> outputs, Span<float> slopes)
    {
        double s = outputs[at];
        var (value, cost) = (log.Value[row] / unit, log.Cost[row]);
        var softplus = Math.Max(s, 0) + Math.Log(1 + Math.Exp(-Math.Abs(s)));
        if (!slopes.IsEmpty) slopes[at] += (float)(weight * (value - cost / (1 + Math.Exp(-s))));
        return weight * (value * s - cost * softplus);
    }
}
