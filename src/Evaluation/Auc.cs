namespace WorldModel.Evaluation;

/// <summary>
/// Area under the ROC curve: the probability that a positive row scores above a negative one, ties counting half
/// (Mann and Whitney 1947, by mid-ranks). Sorted once, then measured under any row weights in one pass.
/// </summary>
public sealed class Auc
{
    private readonly ScoreOrder _order;
    private readonly bool[] _positive;

    /// <param name="scores">One a row; no NaN.</param>
    /// <param name="positive">Whether the row's outcome happened.</param>
    public Auc(ReadOnlySpan<double> scores, ReadOnlySpan<bool> positive)
    {
        _order = new ScoreOrder(scores);
        _positive = positive.ToArray();
    }

    /// <summary>The area with every row once; NaN where all rows are positive or none is.</summary>
    public static double Of(ReadOnlySpan<double> scores, ReadOnlySpan<bool> positive) =>
        new Auc(scores, positive).Measure([]);

    /// <summary>The area under row weights (bootstrap counts); empty: every row once.</summary>
    public double Measure(ReadOnlySpan<double> weights)
    {
        double positives = 0, negatives = 0, won = 0, above = 0;
        foreach (var group in _order.Groups())
        {
            double groupPositive = 0, groupNegative = 0;
            foreach (var row in group)
            {
                var weight = weights.IsEmpty ? 1 : weights[row];
                if (_positive[row]) groupPositive += weight;
                else groupNegative += weight;
            }

            // Best scores first: a group's negatives lose to all positives above them and tie with those beside them.
            won += groupNegative * (above + groupPositive / 2);
            above += groupPositive;
            positives += groupPositive;
            negatives += groupNegative;
        }

        return positives > 0 && negatives > 0 ? won / (positives * negatives) : double.NaN;
    }
}
