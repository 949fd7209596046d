using System.Numerics;

namespace WorldModel.Numerics.Autodiff;

/// <summary>y = function(x), element by element.</summary>
internal sealed class NonlinearOperation<T>(Tensor<T> output, Tensor<T> x, Nonlinearity function) : Operation<T>(output)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public override void Forward()
    {
        x.Value.CopyTo(Output.Value);
        Nonlinear.Apply(function, Output.Value);
    }

    public override void Backward()
    {
        Nonlinear.TimesSlope(function, Output.Value, Output.Gradient);
        Lanes.Add(Output.Gradient, x.Gradient);
    }
}
