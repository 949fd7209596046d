using System.Numerics;

namespace WorldModel.Numerics.Autodiff;

/// <summary>
/// y = gain (z - mean) / (deviation + 1e-6) + bias over each row of z = x + residual, with the unbiased standard
/// deviation: the layer norm of the Causal Transformer's authors.
/// </summary>
internal sealed class LayerNormOperation<T>(
    Tensor<T> output, Tensor<T> x, Tensor<T>? residual, Tensor<T> gain, Tensor<T> bias) : Operation<T>(output)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly AlignedBuffer<T> _standard = new(x.Length);
    private readonly AlignedBuffer<T> _deviation = new(x.Rows);
    private readonly T _epsilon = T.CreateChecked(1e-6);
    private readonly T _width = T.CreateChecked(x.Width);

    public override void Forward()
    {
        var standard = _standard.Span;
        x.Value.CopyTo(standard);
        if (residual is not null) Lanes.Add(residual.Value, standard);
        var scale = gain.Value;
        var shift = bias.Value;
        for (var row = 0; row < x.Rows; row++)
        {
            var z = standard.Slice(row * x.Width, x.Width);
            var mean = Lanes.Sum<T>(z) / _width;
            foreach (ref var value in z) value -= mean;
            var deviation = T.Sqrt(Lanes.Dot<T>(z, z) / (_width - T.One));
            _deviation.Span[row] = deviation;
            Lanes.Scale(z, T.One / (deviation + _epsilon), z);
            var y = Output.Value.Slice(row * x.Width, x.Width);
            shift.CopyTo(y);
            Lanes.AddProduct(z, scale, y);
        }
    }

    public override void Backward()
    {
        for (var row = 0; row < x.Rows; row++)
        {
            var delta = Output.Gradient.Slice(row * x.Width, x.Width);
            var z = _standard.Span.Slice(row * x.Width, x.Width);
            if (bias.NeedsGradient) Lanes.Add(delta, bias.Gradient);
            if (gain.NeedsGradient) Lanes.AddProduct(delta, z, gain.Gradient);
            Lanes.Multiply(delta, gain.Value, delta);
            var deviation = _deviation.Span[row];
            var mean = Lanes.Sum<T>(delta) / _width;
            var along = deviation > T.Zero ? Lanes.Dot<T>(delta, z) / (deviation * (_width - T.One)) : T.Zero;
            var rate = T.One / (deviation + _epsilon);
            for (var i = 0; i < delta.Length; i++) delta[i] = (delta[i] - mean) * rate - z[i] * along;
            if (x.NeedsGradient) Lanes.Add(delta, x.Gradient.Slice(row * x.Width, x.Width));
            if (residual is { NeedsGradient: true })
                Lanes.Add(delta, residual.Gradient.Slice(row * x.Width, x.Width));
        }
    }
}
