using WorldModel.Numerics.Autodiff;

namespace WorldModel.Models.MediaMix.Transformer;

/// <summary>
/// Outcomes of series under other plans of spend, by the model's averaged weights, in the network's units. Plans of one
/// series go through the tape together. One thread at a time.
/// </summary>
public sealed class MediaMixPredictor
{
    private readonly MediaMixModel<float> _model;
    private readonly MediaMixInputs<float> _inputs;
    private readonly Tape<float> _tape;
    private readonly Tensor<float> _prediction;

    /// <param name="model">Trained.</param>
    /// <param name="weeks">Weeks of the tables that are asked about.</param>
    /// <param name="channels">Their channels.</param>
    /// <param name="plans">Plans that go through at once.</param>
    public MediaMixPredictor(MediaMixModel<float> model, int weeks, int channels, int plans = 8)
    {
        _model = model;
        _tape = new Tape<float>(plans, model.Domain);
        _inputs = new MediaMixInputs<float>(_tape, weeks, channels, model.Options);
        _prediction = model.Record(_inputs).Prediction;
    }

    /// <summary>
    /// Predicts each week from the outcomes observed before it (one step ahead), or, from week
    /// <paramref name="rollFrom"/> on, from its own predictions.
    /// </summary>
    /// <param name="table">Holds the series.</param>
    /// <param name="series">Which.</param>
    /// <param name="plans">Spend, each weeks x channels.</param>
    /// <param name="rollFrom">First week whose outcome later weeks may not know; none where it is not given.</param>
    /// <returns>Plans x weeks; 0 past the end of the series.</returns>
    public float[] Predict(
        MediaMixTable table, int series, IReadOnlyList<double[]> plans, int rollFrom = int.MaxValue)
    {
        _model.Body.Use(averaged: true);
        var (weeks, length) = (table.Weeks, table.Lengths[series]);
        var result = new float[plans.Count * weeks];
        for (var first = 0; first < plans.Count; first += _tape.Sequences)
        {
            var count = Math.Min(_tape.Sequences, plans.Count - first);
            _inputs.Clear();
            for (var i = 0; i < count; i++) _inputs.Load(table, series, i, plans[first + i]);
            _inputs.Ready();
            _tape.Forward();
            if (_model.Options.OutcomeHistory)
                for (var week = rollFrom; week < length - 1; week++) Roll(count, weeks, week);
            for (var i = 0; i < count; i++)
                _prediction.Value.Slice(i * weeks, length).CopyTo(result.AsSpan((first + i) * weeks));
        }

        return result;
    }

    /// <summary>Lets the week after next know the prediction of this one.</summary>
    private void Roll(int count, int weeks, int week)
    {
        for (var i = 0; i < count; i++)
            _inputs.Outcome.Value[i * weeks + week + 1] = _prediction.Value[i * weeks + week];
        _tape.Forward();
    }
}
