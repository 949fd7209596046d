using System.Numerics;

namespace WorldModel.Numerics.Autodiff;

/// <summary>y = the columns of a, then the columns of b.</summary>
internal sealed class ConcatOperation<T>(Tensor<T> output, Tensor<T> a, Tensor<T> b) : Operation<T>(output)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public override void Forward()
    {
        for (var row = 0; row < Output.Rows; row++)
        {
            var to = Output.Value.Slice(row * Output.Width, Output.Width);
            a.Value.Slice(row * a.Width, a.Width).CopyTo(to);
            b.Value.Slice(row * b.Width, b.Width).CopyTo(to[a.Width..]);
        }
    }

    public override void Backward()
    {
        for (var row = 0; row < Output.Rows; row++)
        {
            var from = Output.Gradient.Slice(row * Output.Width, Output.Width);
            if (a.NeedsGradient) Lanes.Add(from[..a.Width], a.Gradient.Slice(row * a.Width, a.Width));
            if (b.NeedsGradient) Lanes.Add(from[a.Width..], b.Gradient.Slice(row * b.Width, b.Width));
        }
    }
}
