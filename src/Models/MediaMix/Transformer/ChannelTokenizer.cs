using System.Numerics;
using WorldModel.Models.Transformers;
using WorldModel.Numerics;
using WorldModel.Numerics.Autodiff;

namespace WorldModel.Models.MediaMix.Transformer;

/// <summary>
/// From a week's spend to one token: each channel's is its zero token (from its code and its creatives) plus
/// g(spend, code) - g(0, code), so that without spend it is exactly the zero token; a week is the mean of its channels.
/// Weights do not know how many channels there are.
/// </summary>
internal sealed class ChannelTokenizer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly LinearLayer<T> _zero;
    private readonly LinearLayer<T>? _creative;
    private readonly LinearLayer<T> _spend;
    private readonly LinearLayer<T> _code;
    private readonly LinearLayer<T> _readout;

    public ChannelTokenizer(ParameterSet<T> set, MediaMixOptions options)
    {
        var width = options.Encoder.Width;
        _zero = new LinearLayer<T>(set, "token.zero", options.Code, width);
        if (options.Creatives > 0) _creative = new LinearLayer<T>(set, "token.creative", options.Creatives, width);
        _spend = new LinearLayer<T>(
            set, "token.spend", SpendEncoding.Width(options.Frequencies), options.TokenUnits);
        _code = new LinearLayer<T>(set, "token.code", options.Code, options.TokenUnits);
        _readout = new LinearLayer<T>(set, "token.readout", options.TokenUnits, width);
    }

    public void Start(RandomStream random)
    {
        _zero.Start(random);
        _creative?.Start(random);
        _spend.Start(random);
        _code.Start(random);
        _readout.Start(random);
    }

    /// <summary>
    /// Tokens of every channel and week, rows (series, channel, week); the first week of each is one without spend.
    /// </summary>
    public Tensor<T> Channels(Tape<T> tape, MediaMixInputs<T> inputs)
    {
        var zero = _zero.Record(tape, inputs.Code);
        if (_creative is not null) zero = tape.Add(zero, _creative.Record(tape, inputs.Creative!));
        var hidden = tape.Add(_spend.Record(tape, inputs.Spend), _code.Record(tape, inputs.Code));
        var response = _readout.Record(tape, tape.Apply(Nonlinearity.Elu, hidden));
        var still = tape.Gather(response, inputs.FirstWeeks);
        return tape.Add(tape.Add(response, still, -1), zero);
    }

    /// <summary>The mean over channels, rows (series, week), one week more than the series has.</summary>
    public Tensor<T> Weeks(Tape<T> tape, MediaMixInputs<T> inputs) =>
        tape.MeanRows(tape.Gather(Channels(tape, inputs), inputs.ChannelsOfWeek), inputs.Channels);
}
