using System.Numerics;

namespace WorldModel.Numerics.Autodiff;

/// <summary>y = function(x w + b), the bias on every row.</summary>
internal sealed class LinearOperation<T>(
    Tensor<T> output, Tensor<T> x, Tensor<T> w, Tensor<T>? bias, Nonlinearity function) : Operation<T>(output)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public override long MultiplyAdds =>
        (long)x.Rows * w.Rows * w.Width * (1 + (x.NeedsGradient ? 1 : 0) + (w.NeedsGradient ? 1 : 0));

    public override void Forward()
    {
        Products.Forward(x.Value, x.Rows, w.Parameter, bias is null ? [] : bias.Value, Output.Value);
        Nonlinear.Apply(function, Output.Value);
    }

    public override void Backward()
    {
        var delta = Output.Gradient;
        Nonlinear.TimesSlope(function, Output.Value, delta);
        if (x.NeedsGradient) Products.BackwardInput(delta, x.Rows, w.Parameter, x.Gradient);
        if (w.NeedsGradient) Products.BackwardFactor(x.Value, x.Rows, x.Width, delta, w.Width, w.Gradient);
        if (bias is not { NeedsGradient: true }) return;
        for (var row = 0; row < x.Rows; row++) Lanes.Add(delta.Slice(row * w.Width, w.Width), bias.Gradient);
    }
}
