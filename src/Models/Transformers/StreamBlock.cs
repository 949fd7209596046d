using System.Numerics;
using WorldModel.Numerics;
using WorldModel.Numerics.Autodiff;

namespace WorldModel.Models.Transformers;

/// <summary>
/// One block over two or three streams (Melnychuk et al. 2022, section 4.1): each attends to itself, then to the inputs
/// of every other; the sum of those goes, with the static covariates, through a feed-forward layer.
/// </summary>
internal sealed class StreamBlock<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly string[] Names = ["treatments", "outcomes", "covariates"];
    private readonly EncoderOptions _options;
    private readonly Positions<T> _positions;
    private readonly int _streams;
    private readonly AttentionLayer<T>[,] _attention;
    private readonly NormLayer<T>[,] _attentionNorm;
    private readonly FeedForwardLayer<T>[] _forward;
    private readonly NormLayer<T>[] _forwardNorm;
    private readonly NormLayer<T>[] _crossNorm;

    public StreamBlock(ParameterSet<T> set, string name, int streams, EncoderOptions options, Positions<T> positions)
    {
        (_options, _positions, _streams) = (options, positions, streams);
        _attention = new AttentionLayer<T>[streams, streams];
        _attentionNorm = new NormLayer<T>[streams, streams];
        _forward = new FeedForwardLayer<T>[streams];
        _forwardNorm = new NormLayer<T>[streams];
        _crossNorm = new NormLayer<T>[options.NormFirst ? streams : 0];
        for (var k = 0; k < streams; k++)
        {
            for (var j = 0; j < streams; j++)
            {
                var module = $"{name}.{Names[k]}-{Names[j]}";
                _attention[k, j] = new AttentionLayer<T>(set, module, options);
                _attentionNorm[k, j] = new NormLayer<T>(set, $"{module}.norm", options.Width);
            }

            _forward[k] = new FeedForwardLayer<T>(set, $"{name}.{Names[k]}.forward", options);
            _forwardNorm[k] = new NormLayer<T>(set, $"{name}.{Names[k]}.forward.norm", options.Width);
            if (options.NormFirst) _crossNorm[k] = new NormLayer<T>(set, $"{name}.{Names[k]}.cross", options.Width);
        }
    }

    public void Start(RandomStream random)
    {
        foreach (var layer in _attention) layer.Start(random);
        foreach (var layer in _forward) layer.Start(random);
        foreach (var norm in _attentionNorm) norm.Start();
        foreach (var norm in _forwardNorm) norm.Start();
        foreach (var norm in _crossNorm) norm.Start();
    }

    /// <summary>The streams after this block.</summary>
    public Tensor<T>[] Record(StreamBatch<T> batch, Tensor<T>[] streams)
    {
        var outputs = new Tensor<T>[_streams];
        for (var k = 0; k < _streams; k++)
            outputs[k] = _options.NormFirst ? NormFirst(batch, streams, k) : NormLast(batch, streams, k);
        return outputs;
    }

    /// <summary>s = LN(self(x) + x), c_j = LN(cross(s, x_j) + s), z = sum c_j + V, LN(FF(z) + z).</summary>
    private Tensor<T> NormLast(StreamBatch<T> batch, Tensor<T>[] x, int k)
    {
        var tape = batch.Tape;
        var own = _attentionNorm[k, k].Record(tape, Attend(batch, x[k], x[k], k, k), x[k]);
        Tensor<T>? sum = null;
        for (var j = 0; j < _streams; j++)
        {
            if (j == k) continue;
            var cross = _attentionNorm[k, j].Record(tape, Attend(batch, own, x[j], k, j), own);
            sum = sum is null ? cross : tape.Add(sum, cross);
        }

        var z = WithStatics(batch, sum!);
        return _forwardNorm[k].Record(tape, _forward[k].Record(tape, z), z);
    }

    /// <summary>s = x + self(LN x), z = s + sum cross(LN s, LN x_j) + V, z + FF(LN z).</summary>
    private Tensor<T> NormFirst(StreamBatch<T> batch, Tensor<T>[] x, int k)
    {
        var tape = batch.Tape;
        var normed = _attentionNorm[k, k].Record(tape, x[k]);
        var own = tape.Add(x[k], Attend(batch, normed, normed, k, k));
        var asking = _crossNorm[k].Record(tape, own);
        var z = own;
        for (var j = 0; j < _streams; j++)
            if (j != k) z = tape.Add(z, Attend(batch, asking, _attentionNorm[k, j].Record(tape, x[j]), k, j));
        z = WithStatics(batch, z);
        return tape.Add(z, _forward[k].Record(tape, _forwardNorm[k].Record(tape, z)));
    }

    private static Tensor<T> WithStatics(StreamBatch<T> batch, Tensor<T> z) =>
        batch.Statics is null ? z : batch.Tape.Add(z, batch.Statics);

    private Tensor<T> Attend(StreamBatch<T> batch, Tensor<T> asking, Tensor<T> seen, int k, int j)
    {
        var shape = new AttentionShape(batch.Steps, _options.Heads)
        {
            Reach = _options.Reach,
            Dropout = _options.Dropout,
            QueryLengths = k == StreamEncoder<T>.CovariateStream ? batch.CovariateLengths : batch.Lengths,
            KeyLengths = j == StreamEncoder<T>.CovariateStream ? batch.CovariateLengths : batch.Lengths,
        };
        return _attention[k, j].Record(batch, asking, seen, _positions, shape);
    }
}
