namespace WorldModel.Numerics.Tests;

public class QuadraticFormTests
{
    public static TheoryData<KernelPath> Paths => [.. KernelPaths.Supported];

    [Theory]
    [MemberData(nameof(Paths))]
    public void Every_path_equals_the_naive_form_bit_for_bit(KernelPath path)
    {
        var random = new RandomStream(31);
        for (var size = 0; size < 70; size++)
        {
            var (symmetric, flat) = Matrix(random, size, size + 3);
            var x = Vector(random, size);
            var padded = new double[QuadraticForm.Padded(size)];
            x.CopyTo(padded, 0);
            var form = new QuadraticForm(flat, size + 3, size);
            Same(NaiveQuadraticForm.Of(symmetric, x), form.Of(padded, path), $"seed 31, size {size}");
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Every_path_of_a_dot_product_equals_the_naive_one_bit_for_bit(KernelPath path)
    {
        var random = new RandomStream(32);
        for (var size = 0; size < 136; size += 8)
        {
            var (a, b) = (Vector(random, size), Vector(random, size));
            Same(NaiveQuadraticForm.Dot(a, b), LaneSum.Dot(a, b, path), $"seed 32, size {size}");
        }
    }

    [Fact]
    public void It_is_the_sum_over_all_pairs()
    {
        var random = new RandomStream(33);
        var (symmetric, flat) = Matrix(random, 40, 40);
        var x = Vector(random, 40);
        var sum = 0.0;
        for (var i = 0; i < 40; i++)
            for (var j = 0; j < 40; j++)
                sum += x[i] * symmetric[i, j] * x[j];
        Assert.Equal(sum, new QuadraticForm(flat, 40, 40).Of(x), 1e-9 * Math.Abs(sum));
    }

    [Fact]
    public void A_vector_of_another_length_is_refused()
    {
        var form = new QuadraticForm(new double[9], 3, 3);
        Assert.Throws<ArgumentException>(() => form.Of(new double[3]));
        Assert.Throws<ArgumentException>(() => LaneSum.Dot(new double[8], new double[16]));
        Assert.Throws<ArgumentException>(() => LaneSum.Dot(new double[7], new double[7]));
    }

    private static (double[,] Symmetric, double[] Flat) Matrix(RandomStream random, int size, int stride)
    {
        var (symmetric, flat) = (new double[size, size], new double[size * stride]);
        for (var i = 0; i < size; i++)
            for (var j = 0; j <= i; j++)
                symmetric[i, j] = symmetric[j, i] = flat[(i * stride) + j] = flat[(j * stride) + i]
                    = random.NextGaussian();
        return (symmetric, flat);
    }

    /// <summary>Every third number is 0, of either sign.</summary>
    private static double[] Vector(RandomStream random, int size) => [.. Enumerable.Range(0, size).Select(i =>
        random.NextInt(3) == 0 ? (i % 2 == 0 ? 0.0 : -0.0) : random.NextGaussian())];

    private static void Same(double expected, double actual, string what) =>
        Assert.True(BitConverter.DoubleToInt64Bits(expected) == BitConverter.DoubleToInt64Bits(actual),
            $"{what}: expected {expected:R}, got {actual:R}");
}
