using WorldModel.Models.Trials;
using WorldModel.Numerics;

namespace WorldModel.Models.Networks;

/// <summary>
/// The usual two stages' first: predict value and cost as well as can be, whatever the decision (TSM-SL of Zhou et al.
/// 2024). Adam on <see cref="PredictionLoss"/> in random batches; the weights with the least loss on validation rows
/// are kept. Single-threaded: equal seeds give equal bits.
/// </summary>
public static class TwoStageTrainer
{
    public static ResponseNetwork Train(TrialLog log, TrialLog validation, NetworkRecipe recipe)
    {
        var scaling = new FeatureScaling(log.Features, log.FeatureCount);
        var scale = ResponseScale.Of(log);
        var random = new RandomStream(recipe.Seed, 1);
        var network = Perceptron.Random(random, [log.FeatureCount, .. recipe.Hidden, 2 * log.Arms]);
        var start = new ResponseNetwork(network, scaling, scale, log.Arms);
        return Run(start, log, validation, recipe, random);
    }

    /// <summary>Trains a network on for a number of steps, with no regard to validation.</summary>
    public static ResponseNetwork Continue(
        ResponseNetwork from, TrialLog log, int steps, NetworkRecipe recipe, float learningRate)
    {
        var network = from.Network.Copy();
        var work = new Descent(from.With(network), log, recipe, new RandomStream(recipe.Seed, 2));
        work.Adam.LearningRate = learningRate;
        work.Run(steps);
        return from.With(network);
    }

    private static ResponseNetwork Run(
        ResponseNetwork start, TrialLog log, TrialLog validation, NetworkRecipe recipe, RandomStream random)
    {
        var work = new Descent(start, log, recipe, random);
        var held = new PredictionLoss(validation, start.Scale);
        var features = start.Scaling.Apply(validation.Features);
        int[] rows = [.. Enumerable.Range(0, validation.Rows)];
        var outputs = new float[validation.Rows * start.Network.Outputs];
        var (best, least, since) = (start.Network, double.PositiveInfinity, 0);
        for (var look = 0; look < recipe.Checkpoints && since < recipe.Patience; look++, since++)
        {
            work.Adam.LearningRate = recipe.LearningRate * (1 - .9f * look / recipe.Checkpoints);
            work.Run(until: recipe.Steps * (look + 1) / recipe.Checkpoints);
            start.Outputs(features, outputs);
            var loss = held.Add(rows, outputs, []);
            if (!(loss < least)) continue;
            (best, least, since) = (start.Network.Copy(), loss, 0);
        }

        return start.With(best);
    }

    /// <summary>Descends batch by batch.</summary>
    private sealed class Descent
    {
        private readonly Perceptron _network;
        private readonly PredictionLoss _loss;
        private readonly PerceptronPass _pass;
        private readonly float[] _outputs;
        private readonly float[] _gradient;
        private int _steps;

        public Descent(ResponseNetwork network, TrialLog log, NetworkRecipe recipe, RandomStream random)
        {
            _network = network.Network;
            _loss = new PredictionLoss(log, network.Scale);
            Batches = new RowBatches(network.Scaling.Apply(log.Features), log.FeatureCount, recipe.Batch, random);
            Adam = new Adam(_network.Parameters.Length, recipe.LearningRate, weightDecay: recipe.WeightDecay);
            _pass = new PerceptronPass(_network, Batches.Largest);
            _outputs = new float[Batches.Largest * _network.Outputs];
            _gradient = new float[_network.Parameters.Length];
        }

        private RowBatches Batches { get; }

        public Adam Adam { get; }

        /// <summary>Takes steps until so many were taken in all.</summary>
        public void Run(int until)
        {
            for (; _steps < until; _steps++)
            {
                var batch = _steps % Batches.Count;
                if (batch == 0) Batches.Shuffle();
                Step(batch);
            }
        }

        private void Step(int batch)
        {
            var rows = Batches.Rows(batch);
            var features = Batches.Features(batch);
            _network.Forward(features, rows.Length, _pass);
            var outputs = _outputs.AsSpan(0, rows.Length * _network.Outputs);
            outputs.Clear();
            Array.Clear(_gradient);
            _loss.Add(rows, _pass.Outputs, outputs);
            _network.Backward(features, _pass, outputs, _gradient);
            Adam.Step(_network.Parameters, _gradient);
            _network.Refresh();
        }
    }
}
