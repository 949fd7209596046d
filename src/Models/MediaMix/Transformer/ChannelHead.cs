using System.Numerics;
using WorldModel.Models.Transformers;
using WorldModel.Numerics;
using WorldModel.Numerics.Autodiff;

namespace WorldModel.Models.MediaMix.Transformer;

/// <summary>
/// The treatment head of a media mix: for each channel a logit that the week is a busy one of it (spend above
/// <see cref="MediaMixTable.Busy"/>: two bins, confusion aims at one half), from the representation and the channel's
/// code.
/// </summary>
internal sealed class ChannelHead<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly LinearLayer<T> _state;
    private readonly LinearLayer<T> _code;
    private readonly LinearLayer<T> _readout;

    public ChannelHead(ParameterSet<T> set, MediaMixOptions options)
    {
        _state = new LinearLayer<T>(set, "busy.state", options.Encoder.Representation, options.HeadUnits);
        _code = new LinearLayer<T>(set, "busy.code", options.Code, options.HeadUnits);
        _readout = new LinearLayer<T>(set, "busy.readout", options.HeadUnits, 1);
    }

    public void Start(RandomStream random)
    {
        _state.Start(random);
        _code.Start(random);
        _readout.Start(random);
    }

    /// <summary>Logits, rows (series, channel, week).</summary>
    public Tensor<T> Record(Tape<T> tape, MediaMixInputs<T> inputs, Tensor<T> representation)
    {
        var state = tape.Gather(_state.Record(tape, representation), inputs.WeeksOfChannel);
        var hidden = tape.Add(state, _code.Record(tape, inputs.Code));
        return _readout.Record(tape, tape.Apply(Nonlinearity.Elu, hidden));
    }
}
