using WorldModel.Models.Networks;
using WorldModel.Models.Trials;
using WorldModel.Numerics;

namespace WorldModel.Allocation.DecisionFocused;

/// <summary>The state of one descent: network, optimiser, and the log in the network's units.</summary>
internal sealed class DecisionRun
{
    private readonly TrialLog _log;
    private readonly TrialScores _scores;
    private readonly DecisionRecipe _recipe;
    private readonly RowBatches _batches;
    private readonly PredictionLoss _prediction;
    private readonly PerceptronPass _pass;
    private readonly Adam _adam;
    private readonly float[] _gradient;
    private int _steps;

    public DecisionRun(TrialLog log, TrialScores scores, ResponseNetwork start, DecisionRecipe recipe)
    {
        (_log, _scores, _recipe) = (log, scores, recipe);
        Current = start.With(start.Network.Copy());
        _batches = new RowBatches(
            start.Scaling.Apply(log.Features), log.FeatureCount, recipe.Batch, new RandomStream(recipe.Seed, 3));
        _prediction = new PredictionLoss(log, start.Scale);
        _pass = new PerceptronPass(Current.Network, _batches.Largest);
        _adam = new Adam(Current.Network.Parameters.Length, recipe.LearningRate);
        _gradient = new float[Current.Network.Parameters.Length];
    }

    public ResponseNetwork Current { get; }

    public IDecisionLoss Loss { get; set; } = new SoftmaxLoss(1);

    /// <summary>Takes steps at the given prices until so many were taken in all.</summary>
    public void Descend(DecisionPrice[] prices, int until)
    {
        for (; _steps < until; _steps++)
        {
            _adam.LearningRate = _recipe.LearningRate * (1 - .9f * _steps / _recipe.Steps);
            var batch = _steps % _batches.Count;
            if (batch == 0) _batches.Shuffle();
            Step(batch, prices);
        }
    }

    private void Step(int batch, DecisionPrice[] prices)
    {
        var rows = _batches.Rows(batch);
        var features = _batches.Features(batch);
        var network = Current.Network;
        network.Forward(features, rows.Length, _pass);
        var outputs = Array.ConvertAll(_pass.Outputs.ToArray(), x => (double)x);
        var slopes = new double[outputs.Length];
        var of = Gather(rows);
        foreach (var price in prices) Loss.Add(outputs, of, price, slopes);

        var delta = new float[outputs.Length];
        for (var i = 0; i < delta.Length; i++) delta[i] = (float)(slopes[i] / prices.Length);
        if (_recipe.PredictionWeight > 0)
            _prediction.Add(rows, _pass.Outputs, delta, (float)_recipe.PredictionWeight);
        Array.Clear(_gradient);
        network.Backward(features, _pass, delta, _gradient);
        _adam.Step(network.Parameters, _gradient);
        network.Refresh();
    }

    private DecisionBatch Gather(ReadOnlySpan<int> rows)
    {
        var arms = _log.Arms;
        var batch = new DecisionBatch
        {
            Arms = arms,
            Arm = new int[rows.Length],
            Weight = new double[rows.Length],
            Value = new double[rows.Length * arms],
            Cost = new double[rows.Length * arms],
            AllArms = _scores.AllArms,
        };
        for (var i = 0; i < rows.Length; i++)
        {
            var row = rows[i];
            batch.Arm[i] = _log.Arm[row];
            batch.Weight[i] = 1 / _log.Share(_log.Arm[row]);
            for (var j = 0; j < arms; j++)
            {
                batch.Value[i * arms + j] = _scores.Value[row * arms + j] / Current.Scale.ValueSpread;
                batch.Cost[i * arms + j] = _scores.Cost[row * arms + j] / Current.Scale.CostSpread;
            }
        }

        return batch;
    }
}
