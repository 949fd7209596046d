namespace WorldModel.Numerics.Tests;

public class GemmTests
{
    public static TheoryData<KernelPath> Paths => [.. KernelPaths.Supported];

    [Theory]
    [MemberData(nameof(Paths))]
    public void Every_path_equals_the_naive_product_bit_for_bit_over_ragged_shapes(KernelPath path)
    {
        var random = new RandomStream(11);
        for (var round = 0; round < 150; round++)
        {
            var (rows, k, n) = (random.NextInt(110), random.NextInt(70), 1 + random.NextInt(100));
            var (lda, ldc) = (k + random.NextInt(3), n + random.NextInt(3));
            var (a, b) = (Draw.Floats(random, rows * lda), Draw.Floats(random, k * n));
            var bias = round % 3 == 0 ? [] : Draw.Floats(random, n);
            var start = round % 3 == 1 ? Draw.Floats(random, rows * n) : [];
            var activation = (Activation)random.NextInt(3);
            var expected = Draw.Floats(random, rows * ldc);
            var actual = (float[])expected.Clone();

            NaiveGemm.Multiply(a, rows, lda, b, k, n, bias, start, activation, expected, ldc);
            Gemm.Multiply(a, rows, lda, PackedMatrix.Pack(b, k, n), bias, start, activation, actual, ldc, path);

            Bits.Equal(expected, actual, $"{rows} x {k} x {n}, {activation}");
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Transposed_accumulation_equals_the_naive_one_bit_for_bit(KernelPath path)
    {
        var random = new RandomStream(12);
        for (var round = 0; round < 100; round++)
        {
            var (rows, k, n) = (random.NextInt(150), 1 + random.NextInt(75), 1 + random.NextInt(75));
            var (lda, ldb, ldc) = (k + random.NextInt(3), n + random.NextInt(3), n + random.NextInt(3));
            var (a, b) = (Draw.Floats(random, rows * lda), Draw.Floats(random, rows * ldb));
            var expected = Draw.Floats(random, k * ldc);
            var actual = (float[])expected.Clone();

            NaiveGemm.MultiplyTransposedA(a, rows, k, lda, b, n, ldb, expected, ldc);
            Gemm.MultiplyTransposedA(a, rows, k, lda, b, n, ldb, actual, ldc, path: path);

            Bits.Equal(expected, actual, $"{rows} x {k} x {n}");
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void A_row_alone_has_the_bits_that_it_has_in_a_batch(KernelPath path)
    {
        var random = new RandomStream(13);
        var (a, b) = (Draw.Floats(random, 61 * 40), PackedMatrix.Pack(Draw.Floats(random, 40 * 50), 40, 50));
        var batch = new float[61 * 50];
        Gemm.Multiply(a, 61, 40, b, [], [], Activation.Sigmoid, batch, 50, path);
        var alone = new float[50];
        for (var row = 0; row < 61; row++)
        {
            Gemm.Multiply(a.AsSpan(row * 40, 40), 1, 40, b, [], [], Activation.Sigmoid, alone, 50, path);
            Bits.Equal(batch.AsSpan(row * 50, 50), alone, $"row {row}");
        }
    }

    [Fact]
    public void A_transposed_pack_equals_the_pack_of_the_transpose()
    {
        var random = new RandomStream(14);
        var b = Draw.Floats(random, 5 * 37);
        var transposed = new float[37 * 5];
        for (var i = 0; i < 5; i++)
            for (var j = 0; j < 37; j++)
                transposed[j * 5 + i] = b[i * 37 + j];

        Bits.Equal(PackedMatrix.Pack(b, 5, 37).Panels, PackedMatrix.Pack(transposed, 5, 37, transposed: true).Panels,
            "panels");
    }

    [Fact]
    public void Rows_written_part_by_part_make_the_same_pack()
    {
        var b = Draw.Floats(new RandomStream(15), 5 * 50);
        var last = new float[50 * 2];
        for (var i = 0; i < 2; i++)
            for (var j = 0; j < 50; j++)
                last[j * 2 + i] = b[(3 + i) * 50 + j];
        var packed = new PackedMatrix(5, 50);
        packed.Write(3, last, 2, transposed: true);
        packed.Write(0, b.AsSpan(0, 3 * 50), 3);

        Bits.Equal(PackedMatrix.Pack(b, 5, 50).Panels, packed.Panels, "panels");
    }

    [Fact]
    public void Spans_that_are_too_short_are_refused()
    {
        var b = PackedMatrix.Pack(new float[6], 2, 3);
        Assert.Throws<ArgumentException>(
            () => Gemm.Multiply(new float[3], 2, 2, b, [], [], Activation.Identity, new float[6], 3));
        Assert.Throws<ArgumentException>(
            () => Gemm.Multiply(new float[4], 2, 2, b, [], [], Activation.Identity, new float[5], 3));
        Assert.Throws<ArgumentException>(
            () => Gemm.Multiply(new float[4], 2, 2, b, new float[2], [], Activation.Identity, new float[6], 3));
        Assert.Throws<ArgumentException>(() => PackedMatrix.Pack(new float[5], 2, 3));
    }
}
