using WorldModel.Numerics;

namespace WorldModel.Models.Networks;

/// <summary>
/// Trains an <see cref="OutcomeNetwork"/>: cross-entropy by Adam in random batches, dropout, a rate that falls on a
/// plateau of the validation score, early stopping, the best epoch kept (three-in-one, section 2.5). Single-threaded:
/// equal seeds give equal bits; train several side by side.
/// </summary>
public sealed class OutcomeNetworkTrainer
{
    /// <summary>A score must grow by this share of itself to count for the plateau (PyTorch's default).</summary>
    private const double PlateauThreshold = 1e-4;

    private readonly InputRows _inputs;
    private readonly float[] _outcomes;
    private readonly OutcomeNetworkOptions _options;
    private readonly Perceptron _network;
    private readonly PerceptronPass _pass;
    private readonly Adam _adam;
    private readonly RandomStream _order;
    private readonly float[] _batch;
    private readonly float[] _slopes;
    private readonly float[] _gradient;

    private OutcomeNetworkTrainer(InputRows inputs, float[] outcomes, OutcomeNetworkOptions options)
    {
        (_inputs, _outcomes, _options) = (inputs, outcomes, options);
        _network = Perceptron.Uniform(new RandomStream(options.Seed, 1), [inputs.Width, .. options.Hidden, 1]);
        _order = new RandomStream(options.Seed, 2);
        var dropout = options.DropoutRate > 0
            ? new Dropout(options.DropoutRate, new RandomStream(options.Seed, 3))
            : null;
        _pass = new PerceptronPass(_network, options.Batch) { Dropout = dropout };
        _adam = new Adam(_network.Parameters.Length, options.LearningRate, weightDecay: options.WeightDecay);
        _batch = new float[options.Batch * inputs.Width];
        _slopes = new float[options.Batch];
        _gradient = new float[_network.Parameters.Length];
    }

    /// <param name="inputs">What the network reads.</param>
    /// <param name="outcomes">0 or 1 for every row of the tables.</param>
    /// <param name="train">Rows to fit on.</param>
    /// <param name="validation">Rows to choose the epoch by.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Told the share of epochs done.</param>
    /// <param name="cancel">Stops between epochs.</param>
    public static OutcomeNetwork Train(
        InputRows inputs, float[] outcomes, int[] train, int[] validation, OutcomeNetworkOptions options,
        Action<double>? progress = null, CancellationToken cancel = default)
    {
        if (train.Length == 0 || validation.Length == 0)
            throw new ArgumentException($"got {train.Length} training and {validation.Length} validation rows");
        return new OutcomeNetworkTrainer(inputs, outcomes, options).Run(train, validation, progress, cancel);
    }

    private OutcomeNetwork Run(int[] train, int[] validation, Action<double>? progress, CancellationToken cancel)
    {
        var rows = (int[])train.Clone();
        var (best, score, since) = (_network.Copy(), double.NegativeInfinity, 0);
        var (plateau, plateauSince, epoch) = (double.NegativeInfinity, 0, 0);
        for (; epoch < _options.Epochs && since < _options.Patience; epoch++)
        {
            cancel.ThrowIfCancellationRequested();
            RunEpoch(rows);
            var now = Score(validation);
            (best, score, since) = now > score ? (_network.Copy(), now, 0) : (best, score, since + 1);
            (plateau, plateauSince) = now > plateau + PlateauThreshold * Math.Abs(plateau) || epoch == 0
                ? (now, 0)
                : (plateau, plateauSince + 1);
            if (plateauSince > _options.PlateauPatience)
            {
                _adam.LearningRate = Math.Max(_options.LeastRate, _options.PlateauFactor * _adam.LearningRate);
                plateauSince = 0;
            }

            progress?.Invoke((epoch + 1.0) / _options.Epochs);
        }

        return new OutcomeNetwork(best, score, epoch);
    }

    private void RunEpoch(int[] rows)
    {
        _order.Shuffle(rows.AsSpan());
        for (var at = 0; at < rows.Length; at += _options.Batch)
            Step(rows.AsSpan(at, Math.Min(_options.Batch, rows.Length - at)));
    }

    private void Step(ReadOnlySpan<int> rows)
    {
        _inputs.Gather(rows, _batch);
        _network.Forward(_batch, rows.Length, _pass);
        var outputs = _pass.Outputs;
        var scale = 1f / rows.Length;
        for (var i = 0; i < rows.Length; i++) _slopes[i] = scale * (Sigmoid.Value(outputs[i]) - _outcomes[rows[i]]);
        Array.Clear(_gradient);
        _network.Backward(_batch, _pass, _slopes, _gradient);
        _adam.Step(_network.Parameters, _gradient);
        _network.Refresh();
    }

    private double Score(int[] rows)
    {
        var logits = OutcomeNetwork.Logits(_network, _inputs, rows);
        if (_options.ChosenBy == ValidationScore.Auc)
        {
            return RankAuc.Of(
                Array.ConvertAll(logits, logit => (float)logit), Array.ConvertAll(rows, row => _outcomes[row]));
        }

        var loss = 0.0;
        for (var i = 0; i < rows.Length; i++) loss += Logit.Softplus(_outcomes[rows[i]] > 0 ? -logits[i] : logits[i]);
        return -loss / rows.Length;
    }
}
