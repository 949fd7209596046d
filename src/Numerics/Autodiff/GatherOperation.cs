using System.Numerics;

namespace WorldModel.Numerics.Autodiff;

/// <summary>Row r of y = row rows[r] of x. The caller may write other row numbers between runs.</summary>
internal sealed class GatherOperation<T>(Tensor<T> output, Tensor<T> x, int[] rows) : Operation<T>(output)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public override void Forward()
    {
        for (var row = 0; row < rows.Length; row++)
            x.Value.Slice(rows[row] * x.Width, x.Width).CopyTo(Output.Value.Slice(row * x.Width, x.Width));
    }

    public override void Backward()
    {
        for (var row = 0; row < rows.Length; row++)
            Lanes.Add(
                Output.Gradient.Slice(row * x.Width, x.Width), x.Gradient.Slice(rows[row] * x.Width, x.Width));
    }
}
