using System.Numerics;

namespace WorldModel.Numerics.Autodiff;

/// <summary>
/// Each row of y = softmax of the row of x over the elements whose mask is not zero, 0 elsewhere; a row without any is
/// all zeros.
/// </summary>
internal sealed class SoftmaxOperation<T>(Tensor<T> output, Tensor<T> x, Tensor<T>? mask) : Operation<T>(output)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public override void Forward()
    {
        for (var row = 0; row < x.Rows; row++)
        {
            var y = Output.Value.Slice(row * x.Width, x.Width);
            x.Value.Slice(row * x.Width, x.Width).CopyTo(y);
            if (mask is null)
            {
                Apply(y);
                continue;
            }

            var allowed = mask.Value.Slice(row * x.Width, x.Width);
            for (var i = 0; i < y.Length; i++)
                if (allowed[i] == T.Zero) y[i] = T.NegativeInfinity;
            if (Lanes.Max<T>(y) == T.NegativeInfinity) y.Clear();
            else Apply(y);
            for (var i = 0; i < y.Length; i++)
                if (allowed[i] == T.Zero) y[i] = T.Zero;
        }
    }

    public override void Backward()
    {
        for (var row = 0; row < x.Rows; row++)
        {
            var y = Output.Value.Slice(row * x.Width, x.Width);
            var delta = Output.Gradient.Slice(row * x.Width, x.Width);
            Slope(y, delta);
            Lanes.Add(delta, x.Gradient.Slice(row * x.Width, x.Width));
        }
    }

    /// <summary>z = softmax(z).</summary>
    internal static void Apply(Span<T> z)
    {
        Exponential.Apply(z, Lanes.Max<T>(z));
        Lanes.Scale(z, T.One / Lanes.Sum<T>(z), z);
    }

    /// <summary>delta = y (delta - sum of y delta).</summary>
    internal static void Slope(ReadOnlySpan<T> y, Span<T> delta)
    {
        var mean = Lanes.Dot(y, delta);
        for (var i = 0; i < y.Length; i++) delta[i] = y[i] * (delta[i] - mean);
    }
}
