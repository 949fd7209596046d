using System.Numerics;

namespace WorldModel.Numerics.Autodiff;

/// <summary>loss = sum over rows of weight x squared distance to the target; masked where the weight is 0.</summary>
internal sealed class SquaredErrorOperation<T>(Tensor<T> output, Tensor<T> x, Tensor<T> target, Tensor<T> weights)
    : Operation<T>(output)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T _two = T.CreateChecked(2);

    public override void Forward()
    {
        var sum = 0.0;
        for (var row = 0; row < x.Rows; row++)
        {
            var weight = double.CreateChecked(weights.Value[row]);
            if (weight == 0) continue;
            for (var i = row * x.Width; i < (row + 1) * x.Width; i++)
            {
                var error = double.CreateChecked(x.Value[i] - target.Value[i]);
                sum += weight * error * error;
            }
        }

        Output.Value[0] = T.CreateChecked(sum);
    }

    public override void Backward()
    {
        for (var row = 0; row < x.Rows; row++)
        {
            var rate = _two * weights.Value[row] * Output.Gradient[0];
            if (rate == T.Zero) continue;
            for (var i = row * x.Width; i < (row + 1) * x.Width; i++)
                x.Gradient[i] += rate * (x.Value[i] - target.Value[i]);
        }
    }
}
