using WorldModel.Numerics;

namespace WorldModel.Bench;

/// <summary>
/// Shapes M, N, K worth measuring: a training batch, a large square, one scoring batch, one row, a ragged one.
/// </summary>
public static class GemmShapes
{
    public static readonly (int M, int N, int K)[] All =
        [(4096, 128, 192), (1024, 1024, 1024), (64, 128, 192), (1, 128, 192), (1000, 100, 190)];
}

/// <summary>One product A (M x K) B (K x N) with its operands.</summary>
public sealed class GemmWork
{
    private readonly int _m;
    private readonly float[] _a;
    private readonly float[] _c;
    private readonly PackedMatrix _b;

    public GemmWork(int m, int n, int k)
    {
        var random = new RandomStream(3);
        var b = new float[k * n];
        _m = m;
        _a = new float[m * k];
        _c = new float[m * n];
        random.Fill(_a);
        random.Fill(b);
        _b = PackedMatrix.Pack(b, k, n);
    }

    public void Multiply() => Gemm.Multiply(_a, _m, _b.K, _b, [], [], Activation.Identity, _c, _b.N);

    public void Repeat(int times)
    {
        for (; times > 0; times--) Multiply();
    }
}
