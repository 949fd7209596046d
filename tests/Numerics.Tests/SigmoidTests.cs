namespace WorldModel.Numerics.Tests;

public class SigmoidTests
{
    public static TheoryData<KernelPath> Paths => [.. KernelPaths.Supported];

    [Fact]
    public void Its_error_stays_within_the_stated_bound()
    {
        var worst = 0.0;
        for (uint bits = 0; bits < 0x7F800000; bits += 977)
        {
            var x = BitConverter.UInt32BitsToSingle(bits);
            worst = Math.Max(worst, Math.Abs(Sigmoid.Value(x) - Logit.Inverse(x)));
            worst = Math.Max(worst, Math.Abs(Sigmoid.Value(-x) - Logit.Inverse(-x)));
        }

        Assert.InRange(worst, 1e-8, Sigmoid.MaxError);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Every_path_equals_the_scalar_bit_for_bit(KernelPath path)
    {
        var random = new RandomStream(21);
        for (var length = 0; length < 70; length++)
        {
            var x = new float[length];
            for (var i = 0; i < length; i++) x[i] = (float)random.NextGaussian() * (i % 3 == 0 ? 40 : 3);
            if (length > 20)
                (x[3], x[5], x[7], x[11]) = (float.NaN, float.PositiveInfinity, float.NegativeInfinity, -0f);
            var expected = Array.ConvertAll(x, Sigmoid.Value);
            Sigmoid.Apply(x, path);
            Bits.Equal(expected, x, $"length {length}");
        }
    }

    [Fact]
    public void Its_ends_and_its_middle_are_exact()
    {
        Assert.Equal(.5f, Sigmoid.Value(0));
        Assert.Equal(1f, Sigmoid.Value(float.PositiveInfinity));
        Assert.InRange(Sigmoid.Value(float.NegativeInfinity), 0, 2e-38f);
        Assert.True(float.IsNaN(Sigmoid.Value(float.NaN)));
    }
}
