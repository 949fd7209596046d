using WorldModel.Allocation.DecisionFocused;
using WorldModel.Models.Networks;
using WorldModel.Models.Trials;

namespace WorldModel.Cli.Reproduction.Decisions;

/// <summary>
/// What validation rows say of a network's decisions beside the two-stage network's, by doubly robust value at equal
/// doubly robust spend; a difference in spend that is left is charged at the marginal return.
/// </summary>
internal sealed class ValidationValue
{
    private readonly TrialLog _validation;
    private readonly TrialScores _scores;
    private readonly double[] _budgets;
    private readonly double[][] _kept;
    private readonly double[] _mu;

    public ValidationValue(TrialLog validation, double[] budgets, ResponseNetwork twoStage)
    {
        (_validation, _budgets) = (validation, budgets);
        var predicted = twoStage.Predict(validation.Features);
        _scores = TrialScores.DoublyRobust(validation, predicted);
        var path = PolicyPath.Of(predicted);
        var (spend, value) = (path.Running(_scores.Cost), path.Running(_scores.Value));
        _mu = Array.ConvertAll(budgets, budget => MarginalReturn(path, spend, value, budget * validation.Rows));
        _kept = [.. budgets.Select((_, budget) => Net(path, spend, budget))];
    }

    /// <summary>The advantage a row at one budget, and its standard error.</summary>
    public Advantage Of(ResponseNetwork network, int budget)
    {
        var path = PolicyPath.Of(network.Predict(_validation.Features));
        var net = Net(path, path.Running(_scores.Cost), budget);
        double sum = 0, squares = 0;
        for (var row = 0; row < net.Length; row++)
        {
            var difference = net[row] - _kept[budget][row];
            sum += difference;
            squares += difference * difference;
        }

        var mean = sum / net.Length;
        return new Advantage(mean, Math.Sqrt(Math.Max(0, squares / net.Length - mean * mean) / net.Length));
    }

    private static double MarginalReturn(PolicyPath path, double[] spend, double[] value, double total)
    {
        var (less, more) = (path.At(spend, .7 * total), path.At(spend, 1.3 * total));
        var extra = PolicyPath.Sum(spend, more) - PolicyPath.Sum(spend, less);
        return extra > 0 ? Math.Max(0, (PolicyPath.Sum(value, more) - PolicyPath.Sum(value, less)) / extra) : 0;
    }

    private double[] Net(PolicyPath path, double[] spend, int budget)
    {
        var at = path.At(spend, _budgets[budget] * _validation.Rows);
        var (net, cost) = (path.PerRow(_scores.Value, at), path.PerRow(_scores.Cost, at));
        for (var row = 0; row < net.Length; row++) net[row] -= _mu[budget] * cost[row];
        return net;
    }
}

/// <summary>A paired difference a row, and its standard error.</summary>
internal readonly record struct Advantage(double Mean, double Error);
