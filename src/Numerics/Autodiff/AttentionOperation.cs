using System.Numerics;

namespace WorldModel.Numerics.Autodiff;

/// <summary>
/// Causal attention of one stream on itself or on another, with trained relative positions (Shaw et al. 2018), fused so
/// that a head's steps x steps matrices never leave the cache:
/// score(i, j) = (q_i k_j + q_i K_r) / sqrt(head width), p = softmax over j up to i and inside the key length,
/// o_i = sum_j drop(p_ij) (v_j + V_r), with r = max(j - i, -reach) + reach.
/// </summary>
internal sealed unsafe class AttentionOperation<T> : Operation<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int RowsInBlock = 24;
    private readonly Tape<T> _tape;
    private readonly int _place;
    private readonly Tensor<T> _q;
    private readonly Tensor<T> _k;
    private readonly Tensor<T> _v;
    private readonly Tensor<T>? _placeKeys;
    private readonly Tensor<T>? _placeValues;
    private readonly AttentionShape _shape;
    private readonly AlignedBuffer<T> _weights;
    private readonly AttentionScratch<T> _scratch;
    private readonly T _scale;
    private readonly T _nothing = T.CreateChecked(-1e30);
    private readonly int _head;
    private readonly int _width;

    public AttentionOperation(
        Tensor<T> output, Tape<T> tape, int place, Tensor<T> q, Tensor<T> k, Tensor<T> v, Tensor<T>? placeKeys,
        Tensor<T>? placeValues, AttentionShape shape, AttentionScratch<T> scratch)
        : base(output)
    {
        (_tape, _place, _q, _k, _v, _placeKeys, _placeValues) = (tape, place, q, k, v, placeKeys, placeValues);
        (_shape, _scratch, _width, _head) = (shape, scratch, q.Width, q.Width / shape.Heads);
        _weights = new AlignedBuffer<T>(checked(q.Rows * shape.Heads * scratch.Wide));
        _scale = T.One / T.Sqrt(T.CreateChecked(_head));
    }

    /// <summary>Of the keys that are seen: two products forward, four back, and as many for the positions.</summary>
    public override long MultiplyAdds
    {
        get
        {
            long pairs = 0;
            for (var sequence = 0; sequence < _shape.QueryLengths.Length; sequence++)
            {
                var seen = _shape.KeyLengths[sequence];
                for (var i = 0; i < _shape.QueryLengths[sequence]; i++)
                    pairs += Math.Min(i + 1, seen) + (_placeKeys is null ? 0 : Math.Min(_shape.Reach + 1, seen));
            }

            return pairs * _width * (Output.NeedsGradient ? 6 : 2);
        }
    }

    public override void Forward()
    {
        if (_placeKeys is not null)
        {
            AttentionScratch<T>.Transpose(
                _placeKeys.Value, _head, 0, _head, _shape.Reach + 1, _scratch.PlaceKeys.Span, _scratch.Places);
            AttentionScratch<T>.Copy(
                _placeValues!.Value, _head, 0, _head, _shape.Reach + 1, _scratch.PlaceValues.Span, _scratch.Head);
        }

        Output.Value.Clear();
        for (var sequence = 0; sequence < _shape.QueryLengths.Length; sequence++)
            for (var head = 0; head < _shape.Heads; head++)
                Forward(sequence, head);
    }

    public override void Backward()
    {
        if (_placeKeys is not null)
        {
            AttentionScratch<T>.Copy(
                _placeKeys.Value, _head, 0, _head, _shape.Reach + 1, _scratch.PlaceKeys.Span, _scratch.Head);
            AttentionScratch<T>.Transpose(
                _placeValues!.Value, _head, 0, _head, _shape.Reach + 1, _scratch.PlaceValues.Span, _scratch.Places);
        }

        for (var sequence = 0; sequence < _shape.QueryLengths.Length; sequence++)
            for (var head = 0; head < _shape.Heads; head++)
                Backward(sequence, head);
    }

    private void Forward(int sequence, int head)
    {
        var (asking, seen) = (_shape.QueryLengths[sequence], _shape.KeyLengths[sequence]);
        if (asking == 0 || seen == 0) return;
        var (s, at, first) = (_scratch, sequence * _shape.Steps * _width, head * _head);
        AttentionScratch<T>.Transpose(_k.Value[at..], _width, first, _head, seen, s.Keys.Span, s.Wide);
        AttentionScratch<T>.Copy(_v.Value[at..], _width, first, _head, seen, s.Values.Span, s.Head);
        var weights = WeightsOf(sequence, head);
        fixed (T* q = _q.Value[(at + first)..], p = weights, keys = s.Keys.Span, values = s.Values.Span,
            kept = s.Kept.Span, byPlace = s.ByPlace.Span, placeKeys = s.PlaceKeys.Span,
            placeValues = s.PlaceValues.Span, result = s.Result.Span)
        {
            if (_placeKeys is not null)
                PanelProduct.Run(
                    q, _width, 1, placeKeys, s.Places, _head, byPlace, s.Places, asking, s.Places, add: false);
            for (var row = 0; row < asking; row += RowsInBlock)
            {
                var rows = Math.Min(RowsInBlock, asking - row);
                var reachable = Math.Min(row + rows, seen);
                PanelProduct.Run(
                    q + row * _width, _width, 1, keys, s.Wide, _head, p + row * s.Wide, s.Wide, rows,
                    PanelProduct.Padded(reachable), add: false);
                for (var i = row; i < row + rows; i++) Soften(weights, i, Math.Min(i + 1, seen), reachable);
                Keep(sequence, head, weights, row, rows, reachable);
                PanelProduct.Run(
                    kept + row * s.Wide, s.Wide, 1, values, s.Head, reachable, result + row * s.Head, s.Head, rows,
                    s.Head, add: false);
            }

            if (_placeKeys is not null)
            {
                CollectAll(s.Kept.Span, asking, seen);
                PanelProduct.Run(
                    byPlace, s.Places, 1, placeValues, s.Head, _shape.Reach + 1, result, s.Head, asking, s.Head,
                    add: true);
            }
        }

        AttentionScratch<T>.AddBack(s.Result.Span, s.Head, asking, Output.Value[at..], _width, first, _head);
    }

    /// <summary>Turns row i of raw scores into weights over its first <paramref name="visible"/> keys.</summary>
    private void Soften(Span<T> weights, int i, int visible, int reachable)
    {
        var row = weights.Slice(i * _scratch.Wide, PanelProduct.Padded(reachable));
        var scores = row[..visible];
        if (_placeKeys is not null)
            RelativePlaces.Spread(
                _scratch.ByPlace.Span.Slice(i * _scratch.Places, _shape.Reach + 1), i, scores);
        // Whole tiles all the way: what stands behind the visible keys comes to nothing.
        Lanes.Scale(scores, _scale, scores);
        row[visible..].Fill(_nothing);
        Exponential.Apply(row, Lanes.Max<T>(row));
        row[visible..].Clear();
        Lanes.Scale(row, T.One / Lanes.Sum<T>(row), row);
    }

    /// <summary>Copies a block of weights with dropout.</summary>
    private void Keep(int sequence, int head, Span<T> weights, int row, int rows, int reachable)
    {
        var width = PanelProduct.Padded(reachable);
        for (var i = row; i < row + rows; i++)
        {
            var kept = _scratch.Kept.Span.Slice(i * _scratch.Wide, width);
            weights.Slice(i * _scratch.Wide, width).CopyTo(kept);
            Drop(sequence, head, i, kept);
        }
    }

    private void Drop(int sequence, int head, int i, Span<T> row)
    {
        if (!_tape.Training || _shape.Dropout == 0) return;
        var element = (uint)((_tape.DropoutNumber(sequence) * _shape.Heads + head) * _shape.Steps + i)
            * (uint)_shape.Steps;
        new DropoutMask(_tape.DropoutKey, _place, _shape.Dropout)
            .Apply(row, element, T.CreateChecked(1 / (1 - _shape.Dropout)));
    }

    private void CollectAll(ReadOnlySpan<T> matrix, int asking, int seen)
    {
        for (var i = 0; i < asking; i++)
            RelativePlaces.Collect(
                matrix.Slice(i * _scratch.Wide, Math.Min(i + 1, seen)), i,
                _scratch.ByPlace.Span.Slice(i * _scratch.Places, _shape.Reach + 1));
    }

    private void Backward(int sequence, int head)
    {
        var (asking, seen) = (_shape.QueryLengths[sequence], _shape.KeyLengths[sequence]);
        if (asking == 0 || seen == 0) return;
        var (s, at, first) = (_scratch, sequence * _shape.Steps * _width, head * _head);
        var weights = WeightsOf(sequence, head);
        AttentionScratch<T>.Copy(Output.Gradient[at..], _width, first, _head, asking, s.Deltas.Span, s.Head);
        for (var row = 0; row < asking; row += RowsInBlock)
        {
            var rows = Math.Min(RowsInBlock, asking - row);
            Keep(sequence, head, weights, row, rows, Math.Min(row + rows, seen));
        }

        if (_v.NeedsGradient) AddTransposed(s.Kept, s.Deltas, asking, seen, _v.Gradient[at..], first);
        if (_placeValues is { NeedsGradient: true })
        {
            CollectAll(s.Kept.Span, asking, seen);
            AddByPlace(s.Deltas, asking, _placeValues.Gradient);
        }

        Slopes(sequence, head, asking, seen, weights);
        AttentionScratch<T>.Copy(_q.Value[at..], _width, first, _head, asking, s.Queries.Span, s.Head);
        if (_k.NeedsGradient) AddTransposed(s.Slopes, s.Queries, asking, seen, _k.Gradient[at..], first);
        if (_placeKeys is not null)
        {
            CollectAll(s.Slopes.Span, asking, seen);
            if (_placeKeys.NeedsGradient) AddByPlace(s.Queries, asking, _placeKeys.Gradient);
        }

        if (_q.NeedsGradient) AddToQueries(at, first, asking, seen);
    }

    /// <summary>Gradient of the raw scores: d p = drop(d o (v + V)^T), d score = p (d p - p d p) scale.</summary>
    private void Slopes(int sequence, int head, int asking, int seen, Span<T> weights)
    {
        var (s, at, first) = (_scratch, sequence * _shape.Steps * _width, head * _head);
        AttentionScratch<T>.Transpose(_v.Value[at..], _width, first, _head, seen, s.Values.Span, s.Wide);
        fixed (T* delta = s.Deltas.Span, values = s.Values.Span, slopes = s.Slopes.Span, byPlace = s.ByPlace.Span,
            placeValues = s.PlaceValues.Span)
        {
            if (_placeValues is not null)
                PanelProduct.Run(
                    delta, s.Head, 1, placeValues, s.Places, _head, byPlace, s.Places, asking, s.Places, add: false);
            for (var row = 0; row < asking; row += RowsInBlock)
            {
                var rows = Math.Min(RowsInBlock, asking - row);
                var width = PanelProduct.Padded(Math.Min(row + rows, seen));
                PanelProduct.Run(
                    delta + row * s.Head, s.Head, 1, values, s.Wide, _head, slopes + row * s.Wide, s.Wide, rows, width,
                    add: false);
                for (var i = row; i < row + rows; i++)
                {
                    var slope = s.Slopes.Span.Slice(i * s.Wide, width);
                    var inside = slope[..Math.Min(i + 1, seen)];
                    if (_placeValues is not null)
                        RelativePlaces.Spread(s.ByPlace.Span.Slice(i * s.Places, _shape.Reach + 1), i, inside);
                    Drop(sequence, head, i, slope);
                    SoftmaxOperation<T>.Slope(weights.Slice(i * s.Wide, inside.Length), inside);
                    Lanes.Scale(inside, _scale, inside);
                    slope[inside.Length..].Clear();
                }
            }
        }
    }

    /// <summary>to (keys x head) += matrix^T (keys x queries) rows (queries x head); queries before a key are
    /// skipped.</summary>
    private void AddTransposed(
        AlignedBuffer<T> matrix, AlignedBuffer<T> rows, int asking, int seen, Span<T> to, int first)
    {
        var s = _scratch;
        fixed (T* a = matrix.Span, b = rows.Span, result = s.Result.Span)
        {
            for (var key = 0; key < Math.Min(seen, asking); key += RowsInBlock)
                PanelProduct.Run(
                    a + key * s.Wide + key, 1, s.Wide, b + key * s.Head, s.Head, asking - key, result + key * s.Head,
                    s.Head, Math.Min(RowsInBlock, Math.Min(seen, asking) - key), s.Head, add: false);
        }

        AttentionScratch<T>.AddBack(s.Result.Span, s.Head, Math.Min(seen, asking), to, _width, first, _head);
    }

    /// <summary>to (places x head) += ByPlace^T rows (queries x head).</summary>
    private void AddByPlace(AlignedBuffer<T> rows, int asking, Span<T> to)
    {
        var s = _scratch;
        fixed (T* a = s.ByPlace.Span, b = rows.Span, result = s.Result.Span)
            PanelProduct.Run(
                a, 1, s.Places, b, s.Head, asking, result, s.Head, _shape.Reach + 1, s.Head, add: false);
        AttentionScratch<T>.AddBack(s.Result.Span, s.Head, _shape.Reach + 1, to, _head, 0, _head);
    }

    private void AddToQueries(int at, int first, int asking, int seen)
    {
        var s = _scratch;
        AttentionScratch<T>.Copy(_k.Value[at..], _width, first, _head, seen, s.Values.Span, s.Head);
        fixed (T* slopes = s.Slopes.Span, keys = s.Values.Span, byPlace = s.ByPlace.Span,
            placeKeys = s.PlaceKeys.Span, result = s.Result.Span)
        {
            for (var row = 0; row < asking; row += RowsInBlock)
            {
                var rows = Math.Min(RowsInBlock, asking - row);
                PanelProduct.Run(
                    slopes + row * s.Wide, s.Wide, 1, keys, s.Head, Math.Min(row + rows, seen),
                    result + row * s.Head, s.Head, rows, s.Head, add: false);
            }

            if (_placeKeys is not null)
                PanelProduct.Run(
                    byPlace, s.Places, 1, placeKeys, s.Head, _shape.Reach + 1, result, s.Head, asking, s.Head,
                    add: true);
        }

        AttentionScratch<T>.AddBack(s.Result.Span, s.Head, asking, _q.Gradient[at..], _width, first, _head);
    }

    private Span<T> WeightsOf(int sequence, int head)
    {
        var length = _shape.Steps * _scratch.Wide;
        return _weights.Span.Slice((sequence * _shape.Heads + head) * length, length);
    }
}
