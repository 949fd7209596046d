using System.Numerics;
using WorldModel.Models.Transformers;
using WorldModel.Numerics.Autodiff;

namespace WorldModel.Models.MediaMix.Transformer;

/// <summary>
/// One phase's loss of a <see cref="MediaMixModel{T}"/> on a tape. With priors, each series stands on the tape again
/// without one channel, with the same dropout, and the differences are the effects that the priors are about.
/// </summary>
internal sealed class MediaMixLoss<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly MediaMixInputs<T> _inputs;
    private readonly MediaMixPriors? _priors;
    private readonly int _series;
    private readonly int _weeks;
    private readonly Tensor<T> _outcome;
    private readonly Tensor<T> _weights;
    private readonly Tensor<T> _alpha;
    private readonly Tensor<T> _busy;
    private readonly Tensor<T> _busyWeights;
    private readonly EffectPriors<T>? _effects;

    public MediaMixLoss(
        MediaMixModel<T> model, int series, int weeks, int channels, TrainingPhase phase, bool balanced,
        MediaMixPriors? priors = null)
    {
        (_series, _weeks, _priors) = (series, weeks, phase == TrainingPhase.Outcome ? priors : null);
        var places = series * (1 + (_priors?.ChannelsAtOnce ?? 0));
        Tape = new Tape<T>(places, phase == TrainingPhase.Outcome ? model.Domain : model.Body) { Period = series };
        _inputs = new MediaMixInputs<T>(Tape, weeks, channels, model.Options);
        _outcome = Tape.Input(places * weeks, 1);
        _weights = Tape.Input(places * weeks, 1);
        _alpha = Tape.Input(1, 1);
        _busy = Tape.Input(places * channels * weeks, 1);
        _busyWeights = Tape.Input(places * channels * weeks, 1);
        (Representation, Prediction) = model.Record(_inputs);
        if (phase == TrainingPhase.Domain)
        {
            Loss = Confusion(model, _busy);
            return;
        }

        Loss = Tape.SquaredError(Prediction, _outcome, _weights);
        if (balanced) Loss = Tape.Add(Loss, Confusion(model, Tape.Constant(_busy.Rows, 1, .5)));
        if (_priors is null) return;
        _effects = new EffectPriors<T>(Tape, Prediction, series, weeks, channels, _priors);
        Loss = Tape.Add(Loss, _effects.Loss);
    }

    public Tape<T> Tape { get; }

    public Tensor<T> Representation { get; }

    public Tensor<T> Prediction { get; }

    public Tensor<T> Loss { get; }

    /// <summary>Loads series by number; priors look at the channels from <paramref name="turn"/> on.</summary>
    public void Load(MediaMixTable table, ReadOnlySpan<int> series, double scale, double alpha, int turn = 0)
    {
        _inputs.Clear();
        _alpha.Value[0] = T.CreateChecked(alpha);
        _weights.Value.Clear();
        _busyWeights.Value.Clear();
        for (var i = 0; i < series.Length; i++)
        {
            _inputs.Load(table, series[i], i);
            LoadTargets(table, series[i], i, scale);
            for (var copy = 0; copy < (_priors?.ChannelsAtOnce ?? 0); copy++)
            {
                var channel = (turn + copy) % table.Channels;
                _inputs.Load(table, series[i], (1 + copy) * _series + i, without: channel);
                _effects!.Load(table, series[i], copy * _series + i, channel, series.Length);
            }
        }

        _inputs.Ready();
    }

    private void LoadTargets(MediaMixTable table, int series, int place, double scale)
    {
        for (var week = 0; week < table.Lengths[series]; week++)
        {
            var from = series * _weeks + week;
            _outcome.Value[place * _weeks + week] = T.CreateChecked(table.Outcome[from]);
            _weights.Value[place * _weeks + week] = T.CreateChecked(scale * table.Weight[from]);
            for (var channel = 0; channel < table.Channels; channel++)
            {
                var to = (place * table.Channels + channel) * _weeks + week;
                var isBusy = table.Spend[table.SpendAt(series, week, channel)]
                    > table.Busy[series * table.Channels + channel];
                _busy.Value[to] = isBusy ? T.One : T.Zero;
                _busyWeights.Value[to] = T.CreateChecked(scale * table.Weight[from] / table.Channels);
            }
        }
    }

    private Tensor<T> Confusion(MediaMixModel<T> model, Tensor<T> target) => Tape.Multiply(
        Tape.BinaryCrossEntropy(model.Guess(_inputs, Representation), target, _busyWeights), _alpha);
}
