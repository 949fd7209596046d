using System.Numerics;

namespace WorldModel.Numerics.Autodiff;

/// <summary>
/// loss = sum over rows of weight x mean over labels of -(target ln s + (1 - target) ln(1 - s)), s = sigmoid(x).
/// </summary>
internal sealed class BinaryCrossEntropyOperation<T>(
    Tensor<T> output, Tensor<T> x, Tensor<T> target, Tensor<T> weights) : Operation<T>(output)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public override void Forward()
    {
        var sum = 0.0;
        for (var row = 0; row < x.Rows; row++)
        {
            var weight = double.CreateChecked(weights.Value[row]) / x.Width;
            if (weight == 0) continue;
            for (var i = row * x.Width; i < (row + 1) * x.Width; i++)
            {
                var logit = double.CreateChecked(x.Value[i]);
                sum += weight * (Logit.Softplus(logit) - double.CreateChecked(target.Value[i]) * logit);
            }
        }

        Output.Value[0] = T.CreateChecked(sum);
    }

    public override void Backward()
    {
        for (var row = 0; row < x.Rows; row++)
        {
            var rate = weights.Value[row] * Output.Gradient[0] / T.CreateChecked(x.Width);
            if (rate == T.Zero) continue;
            for (var i = row * x.Width; i < (row + 1) * x.Width; i++)
                x.Gradient[i] += rate
                    * (T.CreateChecked(Logit.Inverse(double.CreateChecked(x.Value[i]))) - target.Value[i]);
        }
    }
}
