using System.Numerics;

namespace WorldModel.Numerics.Autodiff;

/// <summary>One step of a tape.</summary>
internal abstract class Operation<T>(Tensor<T> output)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public Tensor<T> Output { get; } = output;

    /// <summary>Multiply-adds of products in one run forward and back; elementwise work is not counted.</summary>
    public virtual long MultiplyAdds => 0;

    /// <summary>Computes the output from the inputs' values.</summary>
    public abstract void Forward();

    /// <summary>
    /// Adds to the inputs' gradients; asked only where the output needs one. The output's gradient may be destroyed.
    /// </summary>
    public abstract void Backward();
}
