namespace WorldModel.Evaluation;

/// <summary>
/// The area under the cost curve (AUCC) of a two-armed experiment: rows in order of falling predicted return; the
/// incremental value of the best-ranked against their incremental cost. 0.5 for a random order, more is better.
/// </summary>
public sealed class CostCurve
{
    private readonly ScoreOrder _order;
    private readonly bool[] _treated;
    private readonly double[] _value;
    private readonly double[] _cost;

    /// <param name="returns">Predicted value gained per cost added, a row each.</param>
    /// <param name="treated">Whether the row got the arm.</param>
    /// <param name="value">What it earned.</param>
    /// <param name="cost">What it cost.</param>
    public CostCurve(ReadOnlySpan<double> returns, bool[] treated, double[] value, double[] cost)
    {
        _order = new ScoreOrder(returns);
        (_treated, _value, _cost) = (treated, value, cost);
    }

    /// <summary>
    /// As the authors of DFCL compute it: the running value is noted when the running cost first passes j/q of the
    /// whole, j below q, and at the last row; their sum, with a first 0, over q + 1. Where the running cost is not
    /// monotone, or passes two marks in one row, marks are skipped and the figure is too low; equal predictions count
    /// in the order of rows.
    /// </summary>
    /// <param name="marks">q: 20 by default in their code, 200 in their demo.</param>
    public double AsPublished(int marks = 200)
    {
        var (treatedRows, controlRows) = Sizes();
        var (wholeValue, wholeCost) = Whole();
        double value = 0, cost = 0, sum = 0;
        var mark = 1;
        foreach (var group in _order.Groups())
        {
            foreach (var row in group)
            {
                var share = _treated[row] ? 1 / treatedRows : -1 / controlRows;
                value += share * _value[row];
                cost += share * _cost[row];
                if (mark >= marks || cost < mark * wholeCost / marks) continue;
                sum += value;
                mark++;
            }
        }

        return (sum + value) / (wholeValue * (marks + 1));
    }

    /// <summary>
    /// The area itself: the integral of value over cost along the curve, as a share of the whole's; every row counts,
    /// equal predictions enter together, and stretches where cost runs back count negative.
    /// </summary>
    public double Corrected()
    {
        var (treatedRows, controlRows) = Sizes();
        var (wholeValue, wholeCost) = Whole();
        double value = 0, cost = 0, area = 0;
        foreach (var group in _order.Groups())
        {
            var (nextValue, nextCost) = (value, cost);
            foreach (var row in group)
            {
                var share = _treated[row] ? 1 / treatedRows : -1 / controlRows;
                nextValue += share * _value[row];
                nextCost += share * _cost[row];
            }

            area += (nextCost - cost) * (value + nextValue) / 2;
            (value, cost) = (nextValue, nextCost);
        }

        return area / (wholeValue * wholeCost);
    }

    private (double Treated, double Control) Sizes()
    {
        var treated = _treated.Count(t => t);
        return (treated, _treated.Length - treated);
    }

    private (double Value, double Cost) Whole()
    {
        var (treatedRows, controlRows) = Sizes();
        double value = 0, cost = 0;
        for (var row = 0; row < _treated.Length; row++)
        {
            var share = _treated[row] ? 1 / treatedRows : -1 / controlRows;
            value += share * _value[row];
            cost += share * _cost[row];
        }

        return (value, cost);
    }
}
