using WorldModel.Allocation.DecisionFocused;
using WorldModel.Evaluation;
using WorldModel.Models.Networks;
using WorldModel.Models.Trials;

namespace WorldModel.Cli.Reproduction.Decisions;

/// <summary>
/// What the test rows' own log says of policies, as it would where no truth is known: doubly robust value with its
/// standard error, the expected outcome metric, and for two arms the area under the cost curve.
/// </summary>
internal sealed class TestLog
{
    private readonly DecisionTask _task;
    private readonly TrialScores _scores;
    private double[][]? _first;

    public TestLog(DecisionTask task, ResponseNetwork twoStage)
    {
        _task = task;
        _scores = TrialScores.DoublyRobust(task.Test, twoStage.Predict(task.Test.Features));
    }

    /// <summary>Adds the figures of one network a budget; the first ones added are what later ones are paired
    /// with.</summary>
    public void Add(Dictionary<string, double[]> measures, string name, ResponseNetwork[] networks)
    {
        var budgets = _task.Budgets.Length;
        var rows = new double[budgets][];
        var (value, error, eom) = (new double[budgets], new double[budgets], new double[budgets]);
        var idle = Enumerable.Range(0, _task.Test.Rows).Average(row => _scores.Cost[row * _task.Test.Arms]);
        for (var budget = 0; budget < budgets; budget++)
        {
            var predicted = networks[budget].Predict(_task.Test.Features);
            var path = PolicyPath.Of(predicted);
            var at = path.At(path.Running(_scores.Cost), _task.Budgets[budget] * _task.Test.Rows);
            rows[budget] = path.PerRow(_scores.Value, at);
            (value[budget], error[budget]) = MeanAndError(rows[budget]);
            eom[budget] = ExpectedOutcome.At(_task.Test, predicted, idle + _task.Budgets[budget]).Value;
        }

        measures[name + ": doubly robust"] = value;
        measures[name + ": standard error"] = error;
        measures[name + ": EOM"] = eom;
        measures[name + ": standard error of the difference"] =
            [.. rows.Select((of, i) => PairedError(of, (_first ?? rows)[i]))];
        _first ??= rows;
        if (_task.Test.Arms == 2) AddCurve(measures, name, networks);
    }

    private void AddCurve(Dictionary<string, double[]> measures, string name, ResponseNetwork[] networks)
    {
        var curves = Array.ConvertAll(networks, network => Curve(network.Predict(_task.Test.Features)));
        measures[name + ": AUCC as published"] = Array.ConvertAll(curves, curve => curve.AsPublished());
        measures[name + ": AUCC corrected"] = Array.ConvertAll(curves, curve => curve.Corrected());
    }

    private CostCurve Curve(ResponseTable predicted)
    {
        var returns = new double[predicted.Rows];
        for (var row = 0; row < returns.Length; row++)
        {
            var cost = predicted.Cost[2 * row + 1] - predicted.Cost[2 * row];

            // As the authors do: a cost next to 0 counts as 1e-6, and a negative one keeps its sign.
            returns[row] = (predicted.Value[2 * row + 1] - predicted.Value[2 * row])
                / (Math.Abs(cost) < 1e-6 ? 1e-6 : cost);
        }

        return new CostCurve(
            returns, Array.ConvertAll(_task.Test.Arm, arm => arm == 1), _task.Test.Value, _task.Test.Cost);
    }

    private static double PairedError(double[] x, double[] y) =>
        MeanAndError([.. x.Zip(y, (a, b) => a - b)]).Error;

    private static (double Mean, double Error) MeanAndError(double[] numbers)
    {
        var mean = numbers.Average();
        var variance = numbers.Sum(x => (x - mean) * (x - mean)) / (numbers.Length - 1);
        return (mean, Math.Sqrt(variance / numbers.Length));
    }
}
