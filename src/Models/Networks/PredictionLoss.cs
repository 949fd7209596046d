using WorldModel.Models.Trials;

namespace WorldModel.Models.Networks;

/// <summary>
/// L_PL = (1/M) sum_i (1/N_{t_i}) [(r_i - r^_{i,t_i})^2 + (c_i - c^_{i,t_i})^2] (Zhou et al. 2024, section 4.1):
/// squared error on the arm that was drawn, each arm with the same weight. Values and costs are in the network's
/// units.
/// </summary>
public sealed class PredictionLoss
{
    private readonly TrialLog _log;
    private readonly float[] _value;
    private readonly float[] _cost;
    private readonly float[] _weight;

    public PredictionLoss(TrialLog log, ResponseScale scale)
    {
        _log = log;
        _value = Array.ConvertAll(log.Value, value => (float)((value - scale.ValueMean) / scale.ValueSpread));
        _cost = Array.ConvertAll(log.Cost, cost => (float)((cost - scale.CostMean) / scale.CostSpread));
        _weight = Array.ConvertAll(log.Arm, arm => (float)(1 / (log.Arms * log.Share(arm))));
    }

    /// <summary>The mean loss of some rows; adds <paramref name="times"/> its gradient to the outputs'
    /// gradient.</summary>
    /// <param name="rows">Rows of the log.</param>
    /// <param name="outputs">Their outputs, rows x 2 arms.</param>
    /// <param name="gradient">Of the same shape, or empty.</param>
    /// <param name="times">The weight of this loss.</param>
    public double Add(ReadOnlySpan<int> rows, ReadOnlySpan<float> outputs, Span<float> gradient, float times = 1)
    {
        var arms = _log.Arms;
        var sum = 0.0;
        for (var i = 0; i < rows.Length; i++)
        {
            var row = rows[i];
            var at = i * 2 * arms + _log.Arm[row];
            var value = outputs[at] - _value[row];
            var cost = outputs[at + arms] - _cost[row];
            sum += _weight[row] * (value * value + cost * cost);
            if (gradient.IsEmpty) continue;
            var weight = 2 * times * _weight[row] / rows.Length;
            gradient[at] += weight * value;
            gradient[at + arms] += weight * cost;
        }

        return sum / rows.Length;
    }
}
