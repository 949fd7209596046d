using System.Numerics;
using WorldModel.Numerics;
using WorldModel.Numerics.Autodiff;

namespace WorldModel.Models.Transformers;

/// <summary>
/// The Causal Transformer's encoder (Melnychuk et al. 2022): streams of treatments, outcomes and, where there are any,
/// covariates through blocks of masked self- and cross-attention, and their mean through
/// ELU(Linear(drop(mean))) to the representation that is to be balanced.
/// </summary>
/// <typeparam name="T">float, or double where gradients are checked.</typeparam>
public sealed class StreamEncoder<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    internal const int CovariateStream = 2;
    private readonly EncoderOptions _options;
    private readonly Positions<T> _positions;
    private readonly StreamBlock<T>[] _blocks;
    private readonly NormLayer<T>? _lastNorm;
    private readonly LinearLayer<T> _representation;

    /// <param name="set">Takes the encoder's parameters.</param>
    /// <param name="hasCovariates">Whether there is a third stream.</param>
    /// <param name="options">Sizes.</param>
    public StreamEncoder(ParameterSet<T> set, bool hasCovariates, EncoderOptions options)
    {
        options.Check();
        (_options, HasCovariates) = (options, hasCovariates);
        _positions = new Positions<T>(set, options);
        _blocks = new StreamBlock<T>[options.Blocks];
        for (var i = 0; i < _blocks.Length; i++)
            _blocks[i] = new StreamBlock<T>(set, $"block{i}", hasCovariates ? 3 : 2, options, _positions);
        if (options.NormFirst) _lastNorm = new NormLayer<T>(set, "last", options.Width);
        _representation = new LinearLayer<T>(set, "representation", options.Width, options.Representation);
    }

    public bool HasCovariates { get; }

    /// <summary>Draws the first weights.</summary>
    public void Start(RandomStream random)
    {
        _positions.Start(random);
        foreach (var block in _blocks) block.Start(random);
        _lastNorm?.Start();
        _representation.Start(random);
    }

    /// <summary>Records the way from the streams to the representation, one row a step.</summary>
    public Tensor<T> Record(StreamBatch<T> batch)
    {
        if (HasCovariates != batch.Covariates is not null)
            throw new ArgumentException($"expected {(HasCovariates ? "covariates" : "no covariates")}", nameof(batch));
        Tensor<T>[] streams = batch.Covariates is null
            ? [batch.Treatments, batch.Outcomes]
            : [batch.Treatments, batch.Outcomes, batch.Covariates];
        foreach (var block in _blocks) streams = block.Record(batch, streams);
        var mean = batch.Mean(streams[0], streams[1], HasCovariates ? streams[CovariateStream] : null);
        if (_lastNorm is not null) mean = _lastNorm.Record(batch.Tape, mean);
        return _representation.Record(
            batch.Tape, batch.Tape.Dropout(mean, _options.Dropout), Nonlinearity.Elu);
    }
}
