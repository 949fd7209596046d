using System.Numerics;
using WorldModel.Numerics.Autodiff;

namespace WorldModel.Models.MediaMix.Transformer;

/// <summary>
/// The priors' part of the loss. Places 0 .. series - 1 of the tape hold the series, the next ones the same without a
/// channel: effect = prediction there less prediction here.
/// </summary>
internal sealed class EffectPriors<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly MediaMixPriors _priors;
    private readonly int _weeks;
    private readonly Tensor<T> _signWeights;
    private readonly Tensor<T> _counted;
    private readonly Tensor<T> _valueOfSpend;
    private readonly Tensor<T> _mean;
    private readonly Tensor<T> _returnWeights;

    public EffectPriors(
        Tape<T> tape, Tensor<T> prediction, int series, int weeks, int channels, MediaMixPriors priors)
    {
        (_priors, _weeks) = (priors, weeks);
        var copies = series * priors.ChannelsAtOnce;
        int[] with = [.. Enumerable.Range(0, copies * weeks).Select(row => row % (series * weeks))];
        int[] without = [.. Enumerable.Range(series * weeks, copies * weeks)];
        var effect = tape.Add(tape.Gather(prediction, with), tape.Gather(prediction, without), -1);
        _signWeights = tape.Input(copies * weeks, 1);
        _counted = tape.Input(copies * weeks, 1);
        _valueOfSpend = tape.Input(copies, 1);
        _mean = tape.Input(copies, 1);
        _returnWeights = tape.Input(copies, 1);
        var harm = tape.Apply(Nonlinearity.Relu, tape.Scale(effect, -1));
        var total = tape.SumRows(tape.Multiply(effect, _counted), weeks);
        Returns = tape.Multiply(total, _valueOfSpend);
        Loss = tape.Add(
            tape.SumRows(tape.Multiply(harm, _signWeights), copies * weeks, priors.SignWeight),
            tape.Scale(
                tape.SquaredError(Returns, _mean, _returnWeights),
                priors.ReturnWeight * channels / priors.ChannelsAtOnce));
    }

    public Tensor<T> Loss { get; }

    /// <summary>Return of the channel that each copy lacks.</summary>
    public Tensor<T> Returns { get; }

    public void Load(MediaMixTable table, int series, int copy, int channel, int seriesLoaded)
    {
        var (spent, counted) = (0.0, 0);
        for (var week = 0; week < _weeks; week++)
        {
            var counts = week < table.Lengths[series] && table.Weight[series * _weeks + week] > 0;
            _counted.Value[copy * _weeks + week] = counts ? T.One : T.Zero;
            if (!counts) continue;
            counted++;
            spent += table.Spend[table.SpendAt(series, week, channel)];
        }

        var each = counted > 0 ? 1.0 / (counted * _priors.ChannelsAtOnce * seriesLoaded) : 0;
        for (var week = 0; week < _weeks; week++)
            _signWeights.Value[copy * _weeks + week] = T.CreateChecked(each) * _counted.Value[copy * _weeks + week];
        var prior = channel < _priors.Returns.Length ? _priors.Returns[channel] : null;
        _valueOfSpend.Value[copy] = T.CreateChecked(spent > 0 ? _priors.UnitValue / spent : 0);
        _mean.Value[copy] = T.CreateChecked(prior?.Mean ?? 0);
        var weight = prior is null || spent <= 0 ? 0 : .5 / (prior.Deviation * prior.Deviation * seriesLoaded);
        _returnWeights.Value[copy] = T.CreateChecked(weight);
    }
}
