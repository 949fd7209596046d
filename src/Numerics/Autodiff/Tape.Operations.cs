namespace WorldModel.Numerics.Autodiff;

/// <content>What can be recorded.</content>
public sealed partial class Tape<T>
{
    private readonly Dictionary<(int Steps, int Head, int Places), AttentionScratch<T>> _scratch = [];

    /// <summary>function(x w + b): x rows x K, w a parameter K x N, b a parameter 1 x N or none.</summary>
    public Tensor<T> Linear(
        Tensor<T> x, Parameter<T> w, Parameter<T>? bias = null, Nonlinearity function = Nonlinearity.None)
    {
        var (factor, shift) = (Use(w), bias is null ? null : Use(bias));
        w.Set.MakeFactor(w);
        if (x.Width != w.Rows) throw Wrong(w.Name, $"{w.Rows} columns", x);
        if (shift is not null && shift.Length != w.Width) throw Wrong(bias!.Name, $"1 x {w.Width}", shift);
        return Record(new LinearOperation<T>(Output(x.Rows, w.Width, x, factor, shift), x, factor, shift, function));
    }

    /// <summary>function(x) of each element.</summary>
    public Tensor<T> Apply(Nonlinearity function, Tensor<T> x) =>
        Record(new NonlinearOperation<T>(Output(x.Rows, x.Width, x), x, function));

    /// <summary>
    /// a + scale b. b may be smaller: each of its rows stands for as many rows of a that follow each other, its only
    /// column for all columns.
    /// </summary>
    public Tensor<T> Add(Tensor<T> a, Tensor<T> b, double scale = 1) =>
        Record(new AddOperation<T>(Output(a.Rows, a.Width, a, b), a, b, T.CreateChecked(scale)));

    /// <summary>a b element by element; b may be smaller as in <see cref="Add"/>.</summary>
    public Tensor<T> Multiply(Tensor<T> a, Tensor<T> b) =>
        Record(new MultiplyOperation<T>(Output(a.Rows, a.Width, a, b), a, b));

    /// <summary>scale x + shift.</summary>
    public Tensor<T> Scale(Tensor<T> x, double scale, double shift = 0) =>
        Record(new ScaleOperation<T>(
            Output(x.Rows, x.Width, x), x, T.CreateChecked(scale), T.CreateChecked(shift)));

    /// <summary>The columns of a, then those of b.</summary>
    public Tensor<T> Concat(Tensor<T> a, Tensor<T> b)
    {
        if (a.Rows != b.Rows) throw Wrong(nameof(b), $"{a.Rows} rows", b);
        return Record(new ConcatOperation<T>(Output(a.Rows, a.Width + b.Width, a, b), a, b));
    }

    /// <summary>Columns first .. first + count - 1.</summary>
    public Tensor<T> Columns(Tensor<T> x, int first, int count)
    {
        if (first < 0 || count < 1 || first + count > x.Width)
            throw Wrong(nameof(x), $"columns {first} to {first + count}", x);
        return Record(new ColumnsOperation<T>(Output(x.Rows, count, x), x, first));
    }

    /// <summary>Rows by number, each as often as it is named. The numbers may be rewritten between runs.</summary>
    public Tensor<T> Gather(Tensor<T> x, int[] rows) =>
        Record(new GatherOperation<T>(Output(rows.Length, x.Width, x), x, rows));

    /// <summary>Sums of each <paramref name="group"/> rows that follow each other, times scale.</summary>
    public Tensor<T> SumRows(Tensor<T> x, int group, double scale = 1)
    {
        if (group < 1 || x.Rows % group != 0) throw Wrong(nameof(x), $"groups of {group} rows", x);
        return Record(new SumRowsOperation<T>(
            Output(x.Rows / group, x.Width, x), x, T.CreateChecked(scale)));
    }

    /// <summary>Means of each <paramref name="group"/> rows that follow each other.</summary>
    public Tensor<T> MeanRows(Tensor<T> x, int group) => SumRows(x, group, 1.0 / group);

    /// <summary>
    /// gain (z - mean) / (deviation + 1e-6) + bias over each row of z = x + residual, with the unbiased deviation.
    /// </summary>
    public Tensor<T> LayerNorm(Tensor<T> x, Parameter<T> gain, Parameter<T> bias, Tensor<T>? residual = null)
    {
        var (scale, shift) = (Use(gain), Use(bias));
        if (scale.Length != x.Width || x.Width < 2) throw Wrong(gain.Name, $"1 x {x.Width}, at least 1 x 2", scale);
        if (residual is not null && residual.Length != x.Length)
            throw Wrong(nameof(residual), $"{x.Rows} x {x.Width}", residual);
        var output = Output(x.Rows, x.Width, x, residual, scale, shift);
        return Record(new LayerNormOperation<T>(output, x, residual, scale, shift));
    }

    /// <summary>While training, elements are 0 with probability <paramref name="rate"/>, else x / (1 - rate).</summary>
    public Tensor<T> Dropout(Tensor<T> x, double rate)
    {
        if (rate is < 0 or >= 1) throw new ArgumentOutOfRangeException(nameof(rate), rate, "expected 0 <= rate < 1");
        if (rate == 0) return x;
        if (x.Rows % Sequences != 0) throw Wrong(nameof(x), $"a multiple of {Sequences} rows", x);
        return Record(new DropoutOperation<T>(Output(x.Rows, x.Width, x), x, this, _operations.Count, rate));
    }

    /// <summary>Softmax over each row, where a mask is given over the elements that it does not hold at 0.</summary>
    public Tensor<T> Softmax(Tensor<T> x, Tensor<T>? mask = null)
    {
        if (mask is not null && (mask.Rows != x.Rows || mask.Width != x.Width))
            throw Wrong(nameof(mask), $"{x.Rows} x {x.Width}", mask);
        return Record(new SoftmaxOperation<T>(Output(x.Rows, x.Width, x), x, mask));
    }

    /// <summary>
    /// In each of several groups of neighbouring rows: a (m x k) b (k x n), or a b^T where
    /// <paramref name="transposed"/> and b is n x k.
    /// </summary>
    public Tensor<T> BatchedMultiply(Tensor<T> a, Tensor<T> b, int groups, bool transposed = false)
    {
        if (groups < 1 || a.Rows % groups != 0) throw Wrong(nameof(a), $"{groups} groups of rows", a);
        var inner = transposed ? b.Width : b.Rows / groups;
        if (b.Rows % groups != 0 || inner != a.Width) throw Wrong(nameof(b), $"{groups} factors of {a.Width} steps", b);
        var output = Output(a.Rows, transposed ? b.Rows / groups : b.Width, a, b);
        return Record(new BatchedMultiplyOperation<T>(output, a, b, groups, transposed));
    }

    /// <summary>
    /// Causal attention over sequences of equal steps, heads side by side in the columns of q, k and v, with relative
    /// positions where given: parameters (reach + 1) x (head width), the last row for the same step, the first for
    /// everything <see cref="AttentionShape.Reach"/> steps back or older.
    /// </summary>
    public Tensor<T> Attention(
        Tensor<T> q, Tensor<T> k, Tensor<T> v, Parameter<T>? placeKeys, Parameter<T>? placeValues,
        AttentionShape shape)
    {
        var head = q.Width / shape.Heads;
        if (q.Rows != shape.Steps * shape.QueryLengths.Length || q.Width % shape.Heads != 0)
            throw Wrong(nameof(q), $"{shape.QueryLengths.Length} x {shape.Steps} rows and {shape.Heads} heads", q);
        if (k.Rows != q.Rows || k.Width != q.Width) throw Wrong(nameof(k), $"{q.Rows} x {q.Width}", k);
        if (v.Rows != q.Rows || v.Width != q.Width) throw Wrong(nameof(v), $"{q.Rows} x {q.Width}", v);
        var (keys, values) = (Places(placeKeys, shape, head), Places(placeValues, shape, head));
        var size = (shape.Steps, head, shape.Reach + 1);
        if (!_scratch.TryGetValue(size, out var scratch))
            _scratch.Add(size, scratch = new AttentionScratch<T>(shape.Steps, head, shape.Reach + 1));
        var output = Output(q.Rows, q.Width, q, k, v, keys, values);
        return Record(new AttentionOperation<T>(
            output, this, _operations.Count, q, k, v, keys, values, shape, scratch));
    }

    /// <summary>
    /// The same attention for one step more a run: row r goes on after as many steps of the sequence in
    /// <paramref name="memory"/> as its <see cref="Continuation"/> says. Takes no gradient.
    /// </summary>
    public Tensor<T> ContinuedAttention(
        Tensor<T> q, Tensor<T> k, Tensor<T> v, Parameter<T>? placeKeys, Parameter<T>? placeValues,
        AttentionShape shape, AttentionMemory<T> memory)
    {
        if (shape.Steps != 1 || q.Rows != memory.Continuation.From.Length || q.Width != memory.Width)
            throw Wrong(nameof(q), $"a step of {memory.Continuation.From.Length} rows, {memory.Width} columns", q);
        var head = q.Width / shape.Heads;
        var (keys, values) = (Places(placeKeys, shape, head), Places(placeValues, shape, head));
        return Record(new ContinuedAttentionOperation<T>(
            Output(q.Rows, q.Width), q, k, v, keys, values, shape, memory));
    }

    /// <summary>Sum over rows of weight (rows x 1) times the squared distance of x to the target.</summary>
    public Tensor<T> SquaredError(Tensor<T> x, Tensor<T> target, Tensor<T> weights)
    {
        CheckLoss(x, target, weights);
        return Record(new SquaredErrorOperation<T>(Output(1, 1, x), x, target, weights));
    }

    /// <summary>Minus the sum over rows of weight (rows x 1) times sum of target ln softmax(x).</summary>
    public Tensor<T> CrossEntropy(Tensor<T> x, Tensor<T> target, Tensor<T> weights)
    {
        CheckLoss(x, target, weights);
        return Record(new CrossEntropyOperation<T>(Output(1, 1, x), x, target, weights));
    }

    /// <summary>Sum over rows of weight (rows x 1) times the labels' mean cross-entropy of sigmoid(x).</summary>
    public Tensor<T> BinaryCrossEntropy(Tensor<T> x, Tensor<T> target, Tensor<T> weights)
    {
        CheckLoss(x, target, weights);
        return Record(new BinaryCrossEntropyOperation<T>(Output(1, 1, x), x, target, weights));
    }

    private Tensor<T>? Places(Parameter<T>? table, AttentionShape shape, int head)
    {
        if ((table is null) != (shape.Reach == 0))
            throw new ArgumentException($"expected tables of positions where the reach is not 0, got {shape.Reach}");
        if (table is null) return null;
        var tensor = Use(table);
        return tensor.Rows == shape.Reach + 1 && tensor.Width == head
            ? tensor
            : throw Wrong(table.Name, $"{shape.Reach + 1} x {head}", tensor);
    }

    private static void CheckLoss(Tensor<T> x, Tensor<T> target, Tensor<T> weights)
    {
        if (target.Rows != x.Rows || target.Width != x.Width)
            throw Wrong(nameof(target), $"{x.Rows} x {x.Width}", target);
        if (weights.Rows != x.Rows || weights.Width != 1) throw Wrong(nameof(weights), $"{x.Rows} x 1", weights);
    }
}
