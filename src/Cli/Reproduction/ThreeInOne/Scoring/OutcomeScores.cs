using WorldModel.Evaluation;
using WorldModel.Numerics;

namespace WorldModel.Cli.Reproduction.ThreeInOne.Scoring;

/// <summary>How well a learner predicts an outcome on the test rows; intervals by drawing consumers.</summary>
internal sealed class OutcomeScores
{
    private readonly WorldData _data;
    private readonly Bootstrap _bootstrap;
    private readonly int[] _consumers;
    private readonly bool[][] _happened;
    private readonly Auc[] _oracle;

    public OutcomeScores(WorldData data, Bootstrap bootstrap)
    {
        (_data, _bootstrap) = (data, bootstrap);
        _consumers = data.ConsumersOf(data.Test);
        _happened = [.. Contrast.Outcomes.Select((_, outcome) => data.Happened(data.Test, outcome))];
        _oracle = [.. _happened.Select((happened, outcome) => new Auc(data.Truth.Drawn(outcome), happened))];
    }

    /// <summary>AUC, its gap to the oracle's on the same draws, log loss and calibration.</summary>
    public IEnumerable<Figure> Of(int outcome, double[] logits)
    {
        var (name, happened) = (Contrast.Outcomes[outcome], _happened[outcome]);
        var auc = new Auc(logits, happened);
        var losses = new double[logits.Length];
        for (var row = 0; row < losses.Length; row++)
            losses[row] = Logit.Softplus(happened[row] ? -logits[row] : logits[row]);
        var estimates = _bootstrap.Measure(_consumers, _data.Consumers, 3, (weights, figures) =>
        {
            figures[0] = auc.Measure(weights);
            figures[1] = _oracle[outcome].Measure(weights) - figures[0];
            figures[2] = Bootstrap.WeightedMean(losses, weights);
        });
        yield return Figure.Of($"{name}/auc", estimates[0]);
        yield return Figure.Of($"{name}/aucGap", estimates[1]);
        yield return Figure.Of($"{name}/logLoss", estimates[2]);
        yield return new Figure($"{name}/calibrationError", Calibration.ExpectedError(Bins(outcome, logits)));
    }

    /// <summary>Accuracy and F1 at the threshold that validation rows choose.</summary>
    public IEnumerable<Figure> Decisions(int outcome, double[] logits, double[] validation)
    {
        var name = Contrast.Outcomes[outcome];
        var threshold = DecisionThreshold.Of(validation, _data.Happened(_data.Validation, outcome));
        var (accuracy, f1) = DecisionThreshold.Measure(logits, _happened[outcome], threshold);
        yield return new Figure($"{name}/threshold", threshold);
        yield return new Figure($"{name}/accuracy", accuracy);
        yield return new Figure($"{name}/f1", f1);
    }

    /// <summary>Predicted against observed in ten bins.</summary>
    public Curve CalibrationOf(int outcome, double[] logits) => new(
        $"{Contrast.Outcomes[outcome]}/calibration",
        [.. Bins(outcome, logits).Select(bin => new CurvePoint(
            bin.Predicted, bin.Observed.Value, bin.Observed.Low, bin.Observed.High, bin.Rows))]);

    private CalibrationBin[] Bins(int outcome, double[] logits) => Calibration.Bins(
        Array.ConvertAll(logits, Logit.Inverse), Array.ConvertAll(_happened[outcome], happened => happened ? 1.0 : 0));
}
