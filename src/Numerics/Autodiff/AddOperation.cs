using System.Numerics;

namespace WorldModel.Numerics.Autodiff;

/// <summary>y = a + scale b, b broadcast over a.</summary>
internal sealed class AddOperation<T>(Tensor<T> output, Tensor<T> a, Tensor<T> b, T scale) : Operation<T>(output)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Broadcast _broadcast = Broadcast.Of(a, b);

    public override void Forward()
    {
        var y = Output.Value;
        ReadOnlySpan<T> small = b.Value;
        a.Value.CopyTo(y);
        if (_broadcast.IsPlain)
        {
            Lanes.AddScaled(small, scale, y);
            return;
        }

        for (var row = 0; row < a.Rows; row++)
        {
            var to = y.Slice(row * a.Width, a.Width);
            var from = _broadcast.Small(small, row);
            if (!_broadcast.IsColumn) Lanes.AddScaled(from, scale, to);
            else
                foreach (ref var value in to) value += scale * from[0];
        }
    }

    public override void Backward()
    {
        ReadOnlySpan<T> delta = Output.Gradient;
        if (a.NeedsGradient) Lanes.Add(delta, a.Gradient);
        if (!b.NeedsGradient) return;
        if (_broadcast.IsPlain)
        {
            Lanes.AddScaled(delta, scale, b.Gradient);
            return;
        }

        for (var row = 0; row < a.Rows; row++)
        {
            var from = delta.Slice(row * a.Width, a.Width);
            var to = _broadcast.Small(b.Gradient, row);
            if (_broadcast.IsColumn) to[0] += scale * Lanes.Sum(from);
            else Lanes.AddScaled(from, scale, to);
        }
    }
}
