namespace WorldModel.Evaluation;

/// <summary>
/// How well a score ranks consumers by the effect of one arm, from rows of that arm and of control.
/// <para>
/// Gain curve: V(s) = s x (mean outcome of the arm - mean outcome of control) among the share s with the best scores,
/// the outcome gained per consumer if just these got the arm. <see cref="UpliftFigures.Auuc"/> is its area over s from
/// 0 to 1 (the "uplift curve" of Jaskowski and Jaroszewicz 2012, per consumer); a random score has half the average
/// effect.
/// </para>
/// <para>
/// Qini curve: Q(s) = (Y_t(s) - Y_c(s) N_t(s) / N_c(s)) / N_t(1) with Y sums of outcomes and N rows among the best
/// scores (Radcliffe 2007). <see cref="UpliftFigures.Qini"/> is the area between it and the straight line to its end,
/// so that a random score has 0.
/// </para>
/// Means over no rows count as 0; equal scores enter together, and the curves are straight in between (trapezoids).
/// Where propensities vary, each row stands for the inverse of its own.
/// </summary>
public sealed class Uplift
{
    private readonly ScoreOrder _order;
    private readonly bool[] _treated;
    private readonly double[] _outcome;
    private readonly double[] _importance;

    /// <param name="scores">Predicted effect of the arm, a row each.</param>
    /// <param name="treated">Whether the row got the arm; else it is control.</param>
    /// <param name="outcome">What the row did.</param>
    /// <param name="propensity">Probability of what the row got; empty: the same for all.</param>
    public Uplift(
        ReadOnlySpan<double> scores, ReadOnlySpan<bool> treated, ReadOnlySpan<double> outcome,
        ReadOnlySpan<double> propensity = default)
    {
        _order = new ScoreOrder(scores);
        _treated = treated.ToArray();
        _outcome = outcome.ToArray();
        _importance = new double[scores.Length];
        for (var row = 0; row < scores.Length; row++)
        {
            _importance[row] = propensity.IsEmpty ? 1 : 1 / propensity[row];
        }
    }

    /// <summary>Both areas under row weights (bootstrap counts); empty: every row once.</summary>
    public UpliftFigures Measure(ReadOnlySpan<double> weights)
    {
        var all = Total(weights);
        double auuc = 0, area = 0, share = 0, gain = 0, qini = 0;
        var sum = default(ArmSums);
        foreach (var group in _order.Groups())
        {
            Add(ref sum, group, weights);
            var nextShare = sum.Rows / all.Rows;
            var nextGain = nextShare * sum.Effect;
            var nextQini = sum.Incremental / all.TreatedRows;
            auuc += (nextShare - share) * (gain + nextGain) / 2;
            area += (nextShare - share) * (qini + nextQini) / 2;
            (share, gain, qini) = (nextShare, nextGain, nextQini);
        }

        return new UpliftFigures(auuc, area - qini / 2, all.Effect);
    }

    /// <summary>
    /// The gain curve at shares 0, 1/n, ..., 1: outcome gained per consumer when so many get the arm.
    /// </summary>
    public (double Share, double Gain)[] GainCurve(int points = 50)
    {
        var all = Total([]);
        var curve = new List<(double Share, double Gain)> { (0, 0) };
        var sum = default(ArmSums);
        foreach (var group in _order.Groups())
        {
            Add(ref sum, group, []);
            curve.Add((sum.Rows / all.Rows, sum.Rows / all.Rows * sum.Effect));
        }

        var at = 0;
        var sampled = new (double, double)[points + 1];
        for (var point = 0; point <= points; point++)
        {
            var share = (double)point / points;
            while (at + 1 < curve.Count && curve[at + 1].Share < share) at++;
            var (from, to) = (curve[at], curve[Math.Min(at + 1, curve.Count - 1)]);
            var part = to.Share > from.Share ? Math.Min(1, (share - from.Share) / (to.Share - from.Share)) : 1;
            sampled[point] = (share, from.Gain + part * (to.Gain - from.Gain));
        }

        return sampled;
    }

    private ArmSums Total(ReadOnlySpan<double> weights)
    {
        var all = default(ArmSums);
        foreach (var group in _order.Groups()) Add(ref all, group, weights);
        return all;
    }

    private void Add(ref ArmSums sum, ReadOnlySpan<int> rows, ReadOnlySpan<double> weights)
    {
        foreach (var row in rows)
        {
            var weight = _importance[row] * (weights.IsEmpty ? 1 : weights[row]);
            if (_treated[row])
            {
                sum.TreatedRows += weight;
                sum.TreatedOutcome += weight * _outcome[row];
            }
            else
            {
                sum.ControlRows += weight;
                sum.ControlOutcome += weight * _outcome[row];
            }
        }
    }

    private struct ArmSums
    {
        public double TreatedRows;
        public double TreatedOutcome;
        public double ControlRows;
        public double ControlOutcome;

        public readonly double Rows => TreatedRows + ControlRows;

        public readonly double Effect => Mean(TreatedOutcome, TreatedRows) - Mean(ControlOutcome, ControlRows);

        public readonly double Incremental => TreatedOutcome - Mean(ControlOutcome, ControlRows) * TreatedRows;

        private static double Mean(double sum, double rows) => rows > 0 ? sum / rows : 0;
    }
}

/// <summary>How a score ranks effects, in units of the outcome per consumer.</summary>
/// <param name="Auuc">Area under the gain curve; half the average effect for a random score.</param>
/// <param name="Qini">Area between the Qini curve and its chord; 0 for a random score.</param>
/// <param name="AverageEffect">Mean outcome of the arm less that of control.</param>
public readonly record struct UpliftFigures(double Auuc, double Qini, double AverageEffect);
