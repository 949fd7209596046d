using System.Runtime.CompilerServices;
using WorldModel.Numerics.Kernels;

namespace WorldModel.Numerics;

/// <summary>
/// The logistic function 1 / (1 + exp(-x)) in float32 with the same bits on every <see cref="KernelPath"/>: 2^f by a
/// polynomial of degree 6 on [-1/2, 1/2], a shift of the exponent, one addition and one division. Arguments are clamped
/// to [-87, 87]; NaN stays NaN.
/// </summary>
public static class Sigmoid
{
    /// <summary>Largest absolute error over all floats, measured against double precision.</summary>
    public const float MaxError = 9e-8f;

    internal const float Limit = 87f;
    internal const float MinusLog2E = -1.44269504f;

    /// <summary>1.5 x 2^23: adding it rounds to an integer, which then stands in the low bits.</summary>
    internal const float Magic = 12582912f;

    internal const float C1 = 0.693147242f;
    internal const float C2 = 0.240226731f;
    internal const float C3 = 0.0555026717f;
    internal const float C4 = 0.00961535424f;
    internal const float C5 = 0.00134183455f;
    internal const float C6 = 0.000162232871f;

    /// <summary>The scalar reference; the vector paths repeat its operations one by one.</summary>
    public static float Value(float x)
    {
        x = -Limit > x ? -Limit : x;
        x = Limit < x ? Limit : x;
        var shifted = MathF.FusedMultiplyAdd(x, MinusLog2E, Magic);
        var whole = shifted - Magic;
        var f = MathF.FusedMultiplyAdd(x, MinusLog2E, -whole);
        var p = MathF.FusedMultiplyAdd(C6, f, C5);
        p = MathF.FusedMultiplyAdd(p, f, C4);
        p = MathF.FusedMultiplyAdd(p, f, C3);
        p = MathF.FusedMultiplyAdd(p, f, C2);
        p = MathF.FusedMultiplyAdd(p, f, C1);
        p = MathF.FusedMultiplyAdd(p, f, 1f);
        var bits = Unsafe.BitCast<float, int>(p) + (Unsafe.BitCast<float, int>(shifted) << 23);
        return 1f / (1f + Unsafe.BitCast<int, float>(bits));
    }

    /// <summary>Replaces each element by its logistic function.</summary>
    public static void Apply(Span<float> values, KernelPath path = KernelPath.Fastest) =>
        Elementwise.Apply(Activation.Sigmoid, values, 1, values.Length, values.Length, KernelPaths.Resolve(path));
}
