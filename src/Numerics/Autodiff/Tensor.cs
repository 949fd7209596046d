using System.Numerics;

namespace WorldModel.Numerics.Autodiff;

/// <summary>
/// A matrix on a <see cref="Tape{T}"/> and the gradient of the tape's loss in it: element (r, c) is
/// <c>Value[r * Width + c]</c>. A batch of sequences stands with its steps below each other: row = sequence x steps +
/// step.
/// </summary>
/// <typeparam name="T">float, or double where gradients are checked.</typeparam>
public sealed class Tensor<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Parameter<T>? _parameter;
    private readonly AlignedBuffer<T>? _value;
    private readonly AlignedBuffer<T>? _gradient;
    private readonly int _gradientStart;

    internal Tensor(int rows, int width, bool needsGradient)
    {
        (Rows, Width) = (rows, width);
        _value = new AlignedBuffer<T>(checked(rows * width));
        if (needsGradient) _gradient = new AlignedBuffer<T>(rows * width);
    }

    internal Tensor(Parameter<T> parameter, AlignedBuffer<T>? gradients)
    {
        (Rows, Width) = (parameter.Rows, parameter.Width);
        (_parameter, _gradient, _gradientStart) = (parameter, gradients, parameter.Start);
    }

    public int Rows { get; }

    public int Width { get; }

    public int Length => Rows * Width;

    public Span<T> Value => _parameter is null ? _value!.Span : _parameter.Value;

    /// <summary>As left by <see cref="Tape{T}.Backward"/>; empty where no gradient is needed.</summary>
    public Span<T> Gradient => _gradient is null ? [] : _gradient.Span.Slice(_gradientStart, Length);

    public bool NeedsGradient => _gradient is not null;

    internal bool IsParameter => _parameter is not null;

    internal Parameter<T> Parameter => _parameter
        ?? throw new ArgumentException("expected a parameter, got a tensor that is computed");
}
