using WorldModel.Models.Networks;
using WorldModel.Models.Trials;
using WorldModel.Numerics;

namespace WorldModel.Allocation.DecisionFocused.Bilevel;

/// <summary>The state of one descent of both levels.</summary>
internal sealed class BilevelRun
{
    private readonly BilevelRecipe _recipe;
    private readonly Perceptron _bridge;
    private readonly Perceptron _assumed;
    private readonly BridgedLoss _loss;
    private readonly BridgeGradient _lower;
    private readonly BridgeGradient _implicit;
    private readonly DecisionSlopes _upper;
    private readonly RowBatches _observed;
    private readonly RowBatches _trial;
    private readonly PerceptronPass _trialPass;
    private readonly Adam _adam;
    private readonly Adam _bridgeAdam;
    private readonly float[] _features;
    private readonly float[] _upperGradient;
    private readonly float[] _bridgeGradient;
    private int _steps;
    private int _bridgeSteps;

    public BilevelRun(
        TrialLog trial, TrialScores scores, TrialLog observed, ResponseTable teacher, ResponseNetwork start,
        BilevelRecipe recipe)
    {
        _recipe = recipe;
        var decision = recipe.Decision;
        Current = start.With(start.Network.Copy());
        _bridge = Perceptron.Random(new RandomStream(decision.Seed, 12), start.Network.Widths);
        _assumed = start.Network.Copy();
        _observed = Batches(start, observed, decision, 10);
        _trial = Batches(start, trial, decision, 11);
        _loss = new BridgedLoss(observed, teacher, start.Scale, recipe.Bridge, _bridge, _observed.Largest);
        _lower = new BridgeGradient(Current.Network, _loss, recipe, _observed.Largest);
        _implicit = new BridgeGradient(_assumed, _loss, recipe, _observed.Largest);
        _upper = new DecisionSlopes(trial, scores, start.Scale);
        _trialPass = new PerceptronPass(_assumed, _trial.Largest);
        _adam = new Adam(_assumed.Parameters.Length, decision.LearningRate);
        _bridgeAdam = new Adam(_bridge.Parameters.Length, recipe.BridgeRate);
        _features = new float[_observed.Largest * start.Network.Inputs];
        _upperGradient = new float[_assumed.Parameters.Length];
        _bridgeGradient = new float[_bridge.Parameters.Length];
    }

    public ResponseNetwork Current { get; }

    public IDecisionLoss Loss { get; set; } = new SoftmaxLoss(1);

    /// <summary>Takes steps at the given prices until so many were taken in all.</summary>
    public void Descend(DecisionPrice[] prices, int until)
    {
        var decision = _recipe.Decision;
        for (; _steps < until; _steps++)
        {
            var left = 1 - .9f * _steps / decision.Steps;
            (_adam.LearningRate, _bridgeAdam.LearningRate) = (decision.LearningRate * left, _recipe.BridgeRate * left);
            var batch = _steps % _observed.Count;
            if (batch == 0) _observed.Shuffle();
            Step(batch, prices);
        }
    }

    private static RowBatches Batches(ResponseNetwork start, TrialLog log, DecisionRecipe recipe, ulong stream) => new(
        start.Scaling.Apply(log.Features), log.FeatureCount, recipe.Batch, new RandomStream(recipe.Seed, stream));

    private void Step(int batch, DecisionPrice[] prices)
    {
        var rows = _observed.Rows(batch);
        var features = _observed.Features(batch);
        _loss.Weigh(rows, features);
        if (_recipe.Bridge != BridgeKind.None && _steps % _recipe.Every == 0)
        {
            features.CopyTo(_features);
            MoveBridge(rows.Length, prices);
            _loss.Weigh(rows, features);
        }

        _adam.Step(Current.Network.Parameters, _lower.Lower(features, rows.Length));
        Current.Network.Refresh();
    }

    private void MoveBridge(int rows, DecisionPrice[] prices)
    {
        Current.Network.Parameters.CopyTo(_assumed.Parameters, 0);
        _assumed.Refresh();
        _implicit.Descend(_features.AsSpan(0, rows * _assumed.Inputs), rows, _recipe.Every);
        Upper(prices);
        Array.Clear(_bridgeGradient);
        _implicit.Add(_features, rows, _upperGradient, _bridgeGradient);
        _bridgeAdam.Step(_bridge.Parameters, _bridgeGradient);
        _bridge.Refresh();
    }

    /// <summary>The decision loss's gradient in the assumed network, on the next rows of the experiment.</summary>
    private void Upper(DecisionPrice[] prices)
    {
        var batch = _bridgeSteps++ % _trial.Count;
        if (batch == 0) _trial.Shuffle();
        var rows = _trial.Rows(batch);
        var features = _trial.Features(batch);
        _assumed.Forward(features, rows.Length, _trialPass);
        Array.Clear(_upperGradient);
        _assumed.Backward(
            features, _trialPass, _upper.Of(rows, _trialPass.Outputs, Loss, prices), _upperGradient);
    }
}
