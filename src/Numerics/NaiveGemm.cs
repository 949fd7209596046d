namespace WorldModel.Numerics;

/// <summary>
/// The reference that <see cref="Gemm"/> equals bit for bit: each element starts at its start value, bias or zero and
/// takes one fused multiply-add per k in order.
/// </summary>
public static class NaiveGemm
{
    /// <summary>C (rows x n) = activation(initial + A (rows x k) B (k x n)); see <see cref="Gemm.Multiply"/>.</summary>
    public static void Multiply(
        ReadOnlySpan<float> a, int rows, int lda, ReadOnlySpan<float> b, int k, int n,
        ReadOnlySpan<float> bias, ReadOnlySpan<float> start, Activation activation, Span<float> c, int ldc)
    {
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < n; column++)
            {
                var sum = !start.IsEmpty ? start[row * n + column] : !bias.IsEmpty ? bias[column] : 0f;
                for (var i = 0; i < k; i++)
                    sum = MathF.FusedMultiplyAdd(a[row * lda + i], b[i * n + column], sum);
                c[row * ldc + column] = Apply(activation, sum);
            }
        }
    }

    /// <summary>C (k x n) += A^T (k x rows) B (rows x n), rows in order.</summary>
    public static void MultiplyTransposedA(
        ReadOnlySpan<float> a, int rows, int k, int lda, ReadOnlySpan<float> b, int n, int ldb, Span<float> c, int ldc)
    {
        for (var i = 0; i < k; i++)
            for (var j = 0; j < n; j++)
                for (var row = 0; row < rows; row++)
                    c[i * ldc + j] = MathF.FusedMultiplyAdd(a[row * lda + i], b[row * ldb + j], c[i * ldc + j]);
    }

    internal static float Apply(Activation activation, float x) => activation switch
    {
        Activation.Sigmoid => Sigmoid.Value(x),
        Activation.Relu => 0f > x ? 0f : x,
        _ => x,
    };
}
