using System.Numerics;
using WorldModel.Models.Transformers;
using WorldModel.Numerics;
using WorldModel.Numerics.Autodiff;

namespace WorldModel.Models.MediaMix.Transformer;

/// <summary>
/// The Causal Transformer over weekly spend: streams of channel tokens, outcomes and covariates; the outcome of a week
/// from the representation of what came before and of its covariates, and from the token of its own spend. Balanced
/// against guessing which channels are busy.
/// </summary>
/// <typeparam name="T">float, or double where gradients are checked.</typeparam>
public sealed class MediaMixModel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly ChannelTokenizer<T> _tokenizer;
    private readonly LinearLayer<T> _outcomes;
    private readonly LinearLayer<T>? _covariates;
    private readonly LinearLayer<T>? _statics;
    private readonly StreamEncoder<T> _encoder;
    private readonly EluHead<T> _outcomeHead;
    private readonly ChannelHead<T> _treatmentHead;

    public MediaMixModel(MediaMixOptions options)
    {
        Options = options;
        var width = options.Encoder.Width;
        _tokenizer = new ChannelTokenizer<T>(Body, options);
        _outcomes = new LinearLayer<T>(Body, "outcomes", 1, width);
        if (options.Covariates > 0) _covariates = new LinearLayer<T>(Body, "covariates", options.Covariates, width);
        if (options.Statics > 0) _statics = new LinearLayer<T>(Body, "statics", options.Statics, width);
        _encoder = new StreamEncoder<T>(Body, options.Covariates > 0, options.Encoder);
        _outcomeHead = new EluHead<T>(
            Body, "outcome", options.Encoder.Representation + width, options.HeadUnits, 1);
        _treatmentHead = new ChannelHead<T>(Domain, options);
    }

    public MediaMixOptions Options { get; }

    /// <summary>Everything but the treatment head.</summary>
    public ParameterSet<T> Body { get; } = new();

    /// <summary>The treatment head, which is trained against the rest.</summary>
    public ParameterSet<T> Domain { get; } = new();

    /// <summary>Draws the first weights; the averages start there too.</summary>
    public void Start(RandomStream random)
    {
        _tokenizer.Start(random);
        _outcomes.Start(random);
        _covariates?.Start(random);
        _statics?.Start(random);
        _encoder.Start(random);
        _outcomeHead.Start(random);
        _treatmentHead.Start(random);
        Body.Changed();
        Body.ResetAverage();
        Domain.Changed();
        Domain.ResetAverage();
    }

    /// <summary>Takes another model's averages as weights: a start for training on.</summary>
    public void StartFrom(MediaMixModel<T> other)
    {
        other.Body.Averages.CopyTo(Body.Values);
        other.Domain.Averages.CopyTo(Domain.Values);
        Body.Changed();
        Body.ResetAverage();
        Domain.Changed();
        Domain.ResetAverage();
    }

    /// <summary>Records the representation of every week and the prediction of its outcome.</summary>
    internal (Tensor<T> Representation, Tensor<T> Prediction) Record(MediaMixInputs<T> inputs)
    {
        var tape = inputs.Tape;
        var tokens = _tokenizer.Weeks(tape, inputs);
        inputs.Batch = new StreamBatch<T>(
            tape, inputs.Weeks, tape.Gather(tokens, inputs.Before), _outcomes.Record(tape, inputs.Outcome),
            _covariates?.Record(tape, inputs.Covariates!), _statics?.Record(tape, inputs.Statics!));
        var representation = _encoder.Record(inputs.Batch);
        var own = tape.Gather(tokens, inputs.Own);
        return (representation, _outcomeHead.Record(tape, tape.Concat(representation, own)));
    }

    /// <summary>Logits that a channel is busy, rows (series, channel, week).</summary>
    internal Tensor<T> Guess(MediaMixInputs<T> inputs, Tensor<T> representation) =>
        _treatmentHead.Record(inputs.Tape, inputs, representation);

    /// <summary>Tokens of single channels, rows (series, channel, week with an empty one first).</summary>
    internal Tensor<T> Tokens(MediaMixInputs<T> inputs) => _tokenizer.Channels(inputs.Tape, inputs);
}
