using System.Numerics;

namespace WorldModel.Numerics.Autodiff;

/// <summary>y = a b element by element, b broadcast over a.</summary>
internal sealed class MultiplyOperation<T>(Tensor<T> output, Tensor<T> a, Tensor<T> b) : Operation<T>(output)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Broadcast _broadcast = Broadcast.Of(a, b);

    public override void Forward()
    {
        ReadOnlySpan<T> small = b.Value;
        for (var row = 0; row < a.Rows; row++)
        {
            var from = a.Value.Slice(row * a.Width, a.Width);
            var to = Output.Value.Slice(row * a.Width, a.Width);
            var factor = _broadcast.Small(small, row);
            if (_broadcast.IsColumn) Lanes.Scale(from, factor[0], to);
            else Lanes.Multiply(from, factor, to);
        }
    }

    public override void Backward()
    {
        ReadOnlySpan<T> small = b.Value;
        for (var row = 0; row < a.Rows; row++)
        {
            var at = row * a.Width;
            var delta = Output.Gradient.Slice(at, a.Width);
            var factor = _broadcast.Small(small, row);
            if (a.NeedsGradient && _broadcast.IsColumn)
                Lanes.AddScaled(delta, factor[0], a.Gradient.Slice(at, a.Width));
            else if (a.NeedsGradient) Lanes.AddProduct(delta, factor, a.Gradient.Slice(at, a.Width));
            if (!b.NeedsGradient) continue;
            var to = _broadcast.Small(b.Gradient, row);
            if (_broadcast.IsColumn) to[0] += Lanes.Dot<T>(delta, a.Value.Slice(at, a.Width));
            else Lanes.AddProduct(delta, a.Value.Slice(at, a.Width), to);
        }
    }
}
