using WorldModel.Models.Networks;
using WorldModel.Models.Trials;
using WorldModel.Numerics;

namespace WorldModel.Allocation.DecisionFocused;

/// <summary>The state of one descent: network, optimiser, and the log in the network's units.</summary>
internal sealed class DecisionRun
{
    private readonly DecisionSlopes _slopes;
    private readonly DecisionRecipe _recipe;
    private readonly RowBatches _batches;
    private readonly PredictionLoss _prediction;
    private readonly PerceptronPass _pass;
    private readonly Adam _adam;
    private readonly float[] _gradient;
    private int _steps;

    public DecisionRun(TrialLog log, TrialScores scores, ResponseNetwork start, DecisionRecipe recipe)
    {
        (_slopes, _recipe) = (new DecisionSlopes(log, scores, start.Scale), recipe);
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
        var delta = _slopes.Of(rows, _pass.Outputs, Loss, prices);
        if (_recipe.PredictionWeight > 0)
            _prediction.Add(rows, _pass.Outputs, delta, (float)_recipe.PredictionWeight);
        Array.Clear(_gradient);
        network.Backward(features, _pass, delta, _gradient);
        _adam.Step(network.Parameters, _gradient);
        network.Refresh();
    }
}
