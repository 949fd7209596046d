using System.Numerics;

namespace WorldModel.Numerics.Autodiff;

/// <summary>The Euclidean length of a gradient, and clipping to it (Pascanu et al. 2013).</summary>
public static class GradientNorm
{
    public static double Of<T>(ReadOnlySpan<T> gradient)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var sum = 0.0;
        const int block = 4_096;
        for (var at = 0; at < gradient.Length; at += block)
        {
            var part = gradient.Slice(at, Math.Min(block, gradient.Length - at));
            sum += double.CreateChecked(Lanes.Dot(part, part));
        }

        return Math.Sqrt(sum);
    }

    /// <summary>Shortens the gradient to <paramref name="most"/> where it is longer; returns its length
    /// before.</summary>
    public static double Clip<T>(Span<T> gradient, double most)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var norm = Of<T>(gradient);
        if (norm > most) Lanes.Scale(gradient, T.CreateChecked(most / norm), gradient);
        return norm;
    }
}
