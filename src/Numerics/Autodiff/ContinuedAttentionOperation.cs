using System.Numerics;

namespace WorldModel.Numerics.Autodiff;

/// <summary>
/// The attention of <see cref="AttentionOperation{T}"/> for one more step of each row, on what the module's memory
/// holds: a prediction many steps ahead does not attend again from the steps before. Forward only.
/// </summary>
internal sealed class ContinuedAttentionOperation<T> : Operation<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Tensor<T> _q;
    private readonly Tensor<T> _k;
    private readonly Tensor<T> _v;
    private readonly Tensor<T>? _placeKeys;
    private readonly Tensor<T>? _placeValues;
    private readonly AttentionShape _shape;
    private readonly AttentionMemory<T> _memory;
    private readonly T[] _weights;
    private readonly T[] _places;
    private readonly T _scale;
    private readonly int _head;

    public ContinuedAttentionOperation(
        Tensor<T> output, Tensor<T> q, Tensor<T> k, Tensor<T> v, Tensor<T>? placeKeys, Tensor<T>? placeValues,
        AttentionShape shape, AttentionMemory<T> memory)
        : base(output)
    {
        (_q, _k, _v, _placeKeys, _placeValues, _shape, _memory) = (q, k, v, placeKeys, placeValues, shape, memory);
        _head = q.Width / shape.Heads;
        _weights = new T[memory.Steps + memory.Continuation.Horizon];
        _places = new T[shape.Reach + 1];
        _scale = T.One / T.Sqrt(T.CreateChecked(_head));
    }

    public override void Forward()
    {
        Output.Value.Clear();
        var width = _q.Width;
        for (var row = 0; row < _q.Rows; row++)
        {
            var goes = _shape.KeyLengths[row] > 0;
            if (goes) _memory.Go(row, _k.Value.Slice(row * width, width), _v.Value.Slice(row * width, width));
            if (_shape.QueryLengths[row] == 0) continue;
            for (var first = 0; first < width; first += _head) Attend(row, first, goes);
        }
    }

    public override void Backward() => throw new NotSupportedException("a continued sequence takes no gradient");

    private void Attend(int row, int first, bool goes)
    {
        var place = _memory.Continuation.From[row] + _memory.Continuation.Ahead;
        var seen = Math.Min(_memory.Continuation.From[row], _memory.Known);
        var own = goes ? _memory.Continuation.Ahead + 1 : 0;
        if (seen + own == 0) return;
        var query = _q.Value.Slice(row * _q.Width + first, _head);
        var weights = _weights.AsSpan(0, seen + own);
        weights.Clear();
        for (var i = 0; i < _head; i++)
        {
            Lanes.AddScaled(_memory.Keys(first + i, seen), query[i], weights[..seen]);
            Lanes.AddScaled(_memory.OwnKeys(row, first + i, own), query[i], weights[seen..]);
        }

        if (_placeKeys is not null)
        {
            for (var r = 0; r < _places.Length; r++)
                _places[r] = Lanes.Dot<T>(query, _placeKeys.Value.Slice(r * _head, _head));
            RelativePlaces.Spread(_places, place, weights);
        }

        Lanes.Scale(weights, _scale, weights);
        Exponential.Apply(weights, Lanes.Max<T>(weights));
        Lanes.Scale(weights, T.One / Lanes.Sum<T>(weights), weights);
        var output = Output.Value.Slice(row * _q.Width + first, _head);
        for (var i = 0; i < _head; i++)
            output[i] = Lanes.Dot<T>(weights[..seen], _memory.Values(first + i, seen))
                + Lanes.Dot<T>(weights[seen..], _memory.OwnValues(row, first + i, own));
        if (_placeValues is null) return;
        RelativePlaces.Collect<T>(weights, place, _places);
        for (var r = 0; r < _places.Length; r++)
            Lanes.AddScaled(_placeValues.Value.Slice(r * _head, _head), _places[r], output);
    }
}
