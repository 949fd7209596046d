using System.Numerics;

namespace WorldModel.Numerics.Autodiff;

/// <summary>
/// For each of several groups of rows its own product: y (m x n) = a (m x k) b (k x n), or a b^T with b n x k.
/// </summary>
internal sealed unsafe class BatchedMultiplyOperation<T> : Operation<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Tensor<T> _a;
    private readonly Tensor<T> _b;
    private readonly int _groups;
    private readonly bool _transposed;
    private readonly int _m;
    private readonly int _k;
    private readonly int _n;
    private readonly AlignedBuffer<T> _factor;
    private readonly AlignedBuffer<T> _product;

    public BatchedMultiplyOperation(Tensor<T> output, Tensor<T> a, Tensor<T> b, int groups, bool transposed)
        : base(output)
    {
        (_a, _b, _groups, _transposed) = (a, b, groups, transposed);
        (_m, _k, _n) = (a.Rows / groups, a.Width, output.Width);
        var longest = Math.Max(_m, Math.Max(_k, _n));
        _factor = new AlignedBuffer<T>(longest * PanelProduct.Padded(longest));
        _product = new AlignedBuffer<T>(longest * PanelProduct.Padded(longest));
    }

    public override long MultiplyAdds =>
        (long)_groups * _m * _k * _n * (1 + (_a.NeedsGradient ? 1 : 0) + (_b.NeedsGradient ? 1 : 0));

    public override void Forward()
    {
        for (var group = 0; group < _groups; group++)
        {
            var y = Part(Output.Value, group, _m * _n);
            y.Clear();
            var b = Part(_b.Value, group, _k * _n);
            Add(Part(_a.Value, group, _m * _k), _m, _k, _k, 1, b, _n, _transposed, y);
        }
    }

    public override void Backward()
    {
        for (var group = 0; group < _groups; group++)
        {
            var delta = Part(Output.Gradient, group, _m * _n);
            var a = Part(_a.Value, group, _m * _k);
            var b = Part(_b.Value, group, _k * _n);
            if (_a.NeedsGradient)
                Add(delta, _m, _n, _n, 1, b, _k, !_transposed, Part(_a.Gradient, group, _m * _k));
            if (!_b.NeedsGradient) continue;
            var gradient = Part(_b.Gradient, group, _k * _n);
            if (_transposed) Add(delta, _n, _m, 1, _n, a, _k, false, gradient);
            else Add(a, _k, _m, 1, _k, delta, _n, false, gradient);
        }
    }

    /// <summary>to (rows x width) += a (rows x steps) b, b steps x width, or transposed width x steps.</summary>
    private void Add(
        ReadOnlySpan<T> a, int rows, int steps, int rowStride, int stepStride, ReadOnlySpan<T> b, int width,
        bool transposed, Span<T> to)
    {
        var padded = PanelProduct.Padded(width);
        var factor = _factor.Span[..(steps * padded)];
        factor.Clear();
        for (var step = 0; step < steps; step++)
            for (var column = 0; column < width; column++)
                factor[step * padded + column] = transposed ? b[column * steps + step] : b[step * width + column];
        fixed (T* left = a, right = factor, product = _product.Span)
            PanelProduct.Run(
                left, rowStride, stepStride, right, padded, steps, product, padded, rows, padded, add: false);
        for (var row = 0; row < rows; row++)
            Lanes.Add<T>(_product.Span.Slice(row * padded, width), to.Slice(row * width, width));
    }

    private static Span<T> Part(Span<T> numbers, int group, int length) => numbers.Slice(group * length, length);
}
