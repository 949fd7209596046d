using System.Numerics;

namespace WorldModel.Numerics.Autodiff;

/// <summary>Row g of y = scale times the sum of a group of neighbouring rows of x.</summary>
internal sealed class SumRowsOperation<T>(Tensor<T> output, Tensor<T> x, T scale) : Operation<T>(output)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly int _group = x.Rows / output.Rows;

    public override void Forward()
    {
        Output.Value.Clear();
        for (var row = 0; row < x.Rows; row++)
            Lanes.AddScaled(
                x.Value.Slice(row * x.Width, x.Width), scale, Output.Value.Slice(row / _group * x.Width, x.Width));
    }

    public override void Backward()
    {
        for (var row = 0; row < x.Rows; row++)
            Lanes.AddScaled(
                Output.Gradient.Slice(row / _group * x.Width, x.Width), scale,
                x.Gradient.Slice(row * x.Width, x.Width));
    }
}
