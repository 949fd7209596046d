using System.Numerics;

namespace WorldModel.Numerics.Autodiff;

/// <summary>y = some neighbouring columns of x.</summary>
internal sealed class ColumnsOperation<T>(Tensor<T> output, Tensor<T> x, int first) : Operation<T>(output)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public override void Forward()
    {
        for (var row = 0; row < x.Rows; row++)
            x.Value.Slice(row * x.Width + first, Output.Width)
                .CopyTo(Output.Value.Slice(row * Output.Width, Output.Width));
    }

    public override void Backward()
    {
        for (var row = 0; row < x.Rows; row++)
            Lanes.Add(
                Output.Gradient.Slice(row * Output.Width, Output.Width),
                x.Gradient.Slice(row * x.Width + first, Output.Width));
    }
}
