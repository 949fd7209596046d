using WorldModel.Models.Networks;
using WorldModel.Models.Trials;

namespace WorldModel.Allocation.DecisionFocused.Bilevel;

/// <summary>
/// The lower level's loss on observed rows, (1/n) sum_ij w_ij (y_ij - r^_ij)^2 and the same of costs. For the arm
/// that a row got, y is what followed and w is 1; for the others y is the teacher's prediction and w = sigmoid of the
/// bridge's output. This is Bi-DFCL's r^cf = w r^teacher + (1 - w) r^ with r^ held still inside the label, whose
/// gradient is that of w (r^teacher - r^)^2.
/// </summary>
internal sealed class BridgedLoss
{
    private readonly TrialLog _log;
    private readonly Perceptron? _bridge;
    private readonly BridgeKind _kind;
    private readonly PerceptronPass? _pass;
    private readonly float[] _all;
    private readonly float[] _labels;
    private readonly float[] _weights;
    private readonly float[] _weightSlopes;
    private readonly int _width;

    /// <param name="log">Observed rows.</param>
    /// <param name="teacher">The teacher's predictions of them, in currency.</param>
    /// <param name="scale">The network's units.</param>
    /// <param name="kind">What the bridge decides.</param>
    /// <param name="bridge">From features to a weight for every output, before the sigmoid.</param>
    /// <param name="mostRows">The largest batch.</param>
    public BridgedLoss(
        TrialLog log, ResponseTable teacher, ResponseScale scale, BridgeKind kind, Perceptron bridge, int mostRows)
    {
        (_log, _kind, _width) = (log, kind, 2 * log.Arms);
        _bridge = kind == BridgeKind.None ? null : bridge;
        _pass = _bridge is null ? null : new PerceptronPass(_bridge, mostRows);
        _all = Labels(log, teacher, scale);
        _labels = new float[mostRows * _width];
        _weights = new float[mostRows * _width];
        _weightSlopes = new float[mostRows * _width];
    }

    /// <summary>Makes ready for a batch with the bridge as it is now.</summary>
    public void Weigh(ReadOnlySpan<int> rows, ReadOnlySpan<float> features)
    {
        _bridge?.Forward(features, rows.Length, _pass!);
        var outputs = _pass is null ? [] : _pass.Outputs;
        for (var i = 0; i < rows.Length; i++)
        {
            var at = i * _width;
            _all.AsSpan(rows[i] * _width, _width).CopyTo(_labels.AsSpan(at));
            for (var k = 0; k < _width; k++)
            {
                var got = _log.Arm[rows[i]] == k % _log.Arms;
                (_weights[at + k], _weightSlopes[at + k]) = _kind switch
                {
                    BridgeKind.None => (1, 0),
                    BridgeKind.Counterfactual => got ? (1, 0) : Sigmoid(outputs[at + k], 1),
                    _ => got ? Sigmoid(outputs[at + k], 2) : (0, 0),
                };
            }
        }
    }

    /// <summary>First and second derivatives of the mean loss in the outputs of the batch.</summary>
    public void Slopes(ReadOnlySpan<float> outputs, Span<float> slopes, Span<float> curvatures)
    {
        var each = 2f * _width / outputs.Length;
        for (var i = 0; i < outputs.Length; i++)
        {
            curvatures[i] = each * _weights[i];
            slopes[i] = curvatures[i] * (outputs[i] - _labels[i]);
        }
    }

    /// <summary>
    /// Adds - (d2 L / d bridge d network)' v to the bridge's gradient: how the upper loss changes as the bridge moves
    /// the lower level's optimum.
    /// </summary>
    /// <param name="features">Of the batch that was weighed.</param>
    /// <param name="outputs">The network's.</param>
    /// <param name="moved">J v: how these move along v.</param>
    /// <param name="gradient">Of the bridge's parameters.</param>
    public void AddBridgeGradient(
        ReadOnlySpan<float> features, ReadOnlySpan<float> outputs, ReadOnlySpan<float> moved, Span<float> gradient)
    {
        if (_bridge is null) return;
        var each = 2f * _width / outputs.Length;
        var delta = new float[outputs.Length];
        for (var i = 0; i < delta.Length; i++)
            delta[i] = -each * (outputs[i] - _labels[i]) * moved[i] * _weightSlopes[i];
        _bridge.Backward(features, _pass!, delta, gradient);
    }

    private static (float Weight, float Slope) Sigmoid(float x, float most)
    {
        var share = 1 / (1 + MathF.Exp(-x));
        return (most * share, most * share * (1 - share));
    }

    private static float[] Labels(TrialLog log, ResponseTable teacher, ResponseScale scale)
    {
        var (arms, width) = (log.Arms, 2 * log.Arms);
        var labels = new float[log.Rows * width];
        for (var row = 0; row < log.Rows; row++)
        {
            for (var arm = 0; arm < arms; arm++)
            {
                var got = log.Arm[row] == arm;
                var value = got ? log.Value[row] : teacher.Value[row * arms + arm];
                var cost = got ? log.Cost[row] : teacher.Cost[row * arms + arm];
                labels[row * width + arm] = (float)((value - scale.ValueMean) / scale.ValueSpread);
                labels[row * width + arms + arm] = (float)((cost - scale.CostMean) / scale.CostSpread);
            }
        }

        return labels;
    }
}
