using System.Numerics;
using WorldModel.Numerics;
using WorldModel.Numerics.Autodiff;

namespace WorldModel.Models.Transformers;

/// <summary>One attention module: its own projections of queries, keys and values, the encoder's positions.</summary>
internal sealed class AttentionLayer<T>(ParameterSet<T> set, string name, EncoderOptions options)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly LinearLayer<T> _queries = new(set, $"{name}.queries", options.Width, options.Width);
    private readonly LinearLayer<T> _keys = new(set, $"{name}.keys", options.Width, options.Width);
    private readonly LinearLayer<T> _values = new(set, $"{name}.values", options.Width, options.Width);
    private readonly LinearLayer<T>? _mix =
        options.OutputProjection ? new(set, $"{name}.mix", options.Width, options.Width) : null;

    public void Start(RandomStream random)
    {
        _queries.Start(random);
        _keys.Start(random);
        _values.Start(random);
        _mix?.Start(random);
    }

    /// <summary>Attention of rows of one stream on rows of another, without residual or norm.</summary>
    public Tensor<T> Record(
        StreamBatch<T> batch, Tensor<T> asking, Tensor<T> seen, Positions<T> positions, AttentionShape shape)
    {
        var tape = batch.Tape;
        var attended = batch.Attend(
            _queries.Record(tape, asking), _keys.Record(tape, seen), _values.Record(tape, seen), positions, shape);
        return _mix is null ? attended : _mix.Record(tape, attended);
    }
}
