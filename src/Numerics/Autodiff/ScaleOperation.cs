using System.Numerics;

namespace WorldModel.Numerics.Autodiff;

/// <summary>y = scale x + shift.</summary>
internal sealed class ScaleOperation<T>(Tensor<T> output, Tensor<T> x, T scale, T shift) : Operation<T>(output)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public override void Forward()
    {
        Output.Value.Fill(shift);
        Lanes.AddScaled(x.Value, scale, Output.Value);
    }

    public override void Backward() => Lanes.AddScaled(Output.Gradient, scale, x.Gradient);
}
