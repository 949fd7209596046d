using System.Numerics;
using WorldModel.Numerics;
using WorldModel.Numerics.Autodiff;

namespace WorldModel.Models.Transformers;

/// <summary>
/// The Causal Transformer of Melnychuk et al. (2022) for one outcome and discrete treatments: an encoder of streams, an
/// outcome head that reads the representation and the treatment at hand, and a treatment head that tries to tell the
/// treatment from the representation, which the encoder is trained to prevent.
/// </summary>
/// <typeparam name="T">float, or double where gradients are checked.</typeparam>
public sealed class CausalTransformer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly LinearLayer<T> _treatments;
    private readonly LinearLayer<T> _outcomes;
    private readonly LinearLayer<T>? _covariates;
    private readonly LinearLayer<T>? _statics;
    private readonly StreamEncoder<T> _encoder;
    private readonly EluHead<T> _outcomeHead;
    private readonly EluHead<T> _treatmentHead;

    public CausalTransformer(CausalTransformerOptions options)
    {
        Options = options;
        var width = options.Encoder.Width;
        _treatments = new LinearLayer<T>(Body, "treatments", options.Treatments, width);
        _outcomes = new LinearLayer<T>(Body, "outcomes", 1, width);
        if (options.Covariates > 0) _covariates = new LinearLayer<T>(Body, "covariates", options.Covariates, width);
        if (options.Statics > 0) _statics = new LinearLayer<T>(Body, "statics", options.Statics, width);
        _encoder = new StreamEncoder<T>(Body, options.Covariates > 0, options.Encoder);
        var balanced = options.Encoder.Representation;
        _outcomeHead = new EluHead<T>(Body, "outcome", balanced + options.Treatments, options.HeadUnits, 1);
        _treatmentHead = new EluHead<T>(Domain, "treatment", balanced, options.HeadUnits, options.Treatments);
    }

    public CausalTransformerOptions Options { get; }

    /// <summary>Everything but the treatment head.</summary>
    public ParameterSet<T> Body { get; } = new();

    /// <summary>The treatment head, which is trained against the rest.</summary>
    public ParameterSet<T> Domain { get; } = new();

    /// <summary>Draws the first weights; the averages start there too.</summary>
    public void Start(RandomStream random)
    {
        _treatments.Start(random);
        _outcomes.Start(random);
        _covariates?.Start(random);
        _statics?.Start(random);
        _encoder.Start(random);
        _outcomeHead.Start(random);
        _treatmentHead.Start(random);
        foreach (var set in (ParameterSet<T>[])[Body, Domain])
        {
            set.Changed();
            set.ResetAverage();
        }
    }

    /// <summary>Embeds the inputs and encodes them; one row a step.</summary>
    internal Tensor<T> Represent(TransformerInputs<T> inputs, StreamMemory<T>? memory = null)
    {
        var tape = inputs.Tape;
        inputs.Batch = new StreamBatch<T>(
            tape, inputs.Steps, _treatments.Record(tape, inputs.Before), _outcomes.Record(tape, inputs.Outcome),
            _covariates?.Record(tape, inputs.Covariates!), _statics?.Record(tape, inputs.Statics!))
        {
            Memory = memory,
        };
        return _encoder.Record(inputs.Batch);
    }

    /// <summary>The next outcome from representations and treatments, row by row.</summary>
    internal Tensor<T> Predict(Tape<T> tape, Tensor<T> representation, Tensor<T> treatment) =>
        _outcomeHead.Record(tape, tape.Concat(representation, treatment));

    /// <summary>Logits of the treatments from representations, row by row.</summary>
    internal Tensor<T> Guess(Tape<T> tape, Tensor<T> representation) => _treatmentHead.Record(tape, representation);
}
