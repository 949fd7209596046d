using System.Numerics;

namespace WorldModel.Numerics.Autodiff;

/// <summary>
/// loss = - sum over rows of weight x sum over classes of target ln softmax(x), targets that sum to 1 in each row.
/// </summary>
internal sealed class CrossEntropyOperation<T>(Tensor<T> output, Tensor<T> x, Tensor<T> target, Tensor<T> weights)
    : Operation<T>(output)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly AlignedBuffer<T> _shares = new(x.Length);

    public override void Forward()
    {
        var sum = 0.0;
        x.Value.CopyTo(_shares.Span);
        for (var row = 0; row < x.Rows; row++)
        {
            var logits = x.Value.Slice(row * x.Width, x.Width);
            var shares = _shares.Span.Slice(row * x.Width, x.Width);
            var max = Lanes.Max<T>(logits);
            Exponential.Apply(shares, max);
            var total = Lanes.Sum<T>(shares);
            Lanes.Scale(shares, T.One / total, shares);
            var weight = double.CreateChecked(weights.Value[row]);
            if (weight == 0) continue;
            var logTotal = Math.Log(double.CreateChecked(total));
            for (var i = 0; i < logits.Length; i++)
                sum -= weight * double.CreateChecked(target.Value[row * x.Width + i])
                    * (double.CreateChecked(logits[i] - max) - logTotal);
        }

        Output.Value[0] = T.CreateChecked(sum);
    }

    public override void Backward()
    {
        for (var row = 0; row < x.Rows; row++)
        {
            var rate = weights.Value[row] * Output.Gradient[0];
            if (rate == T.Zero) continue;
            for (var i = row * x.Width; i < (row + 1) * x.Width; i++)
                x.Gradient[i] += rate * (_shares.Span[i] - target.Value[i]);
        }
    }
}
