namespace WorldModel.Numerics.Tests;

public class NormalEquationsTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_gram_matrix_equals_the_sum_in_double_for_any_number_of_threads(bool weighted)
    {
        const int rows = 20_000, columns = 37;
        var random = new RandomStream(41);
        var x = Enumerable.Range(0, rows * columns).Select(_ => (float)random.NextGaussian()).ToArray();
        var weights = Enumerable.Range(0, weighted ? rows : 0).Select(_ => random.NextFloat()).ToArray();
        var (one, two) = (new double[columns * columns], new double[columns * columns]);
        NormalEquations.AddGram(x, rows, columns, weights, one, threads: 1);
        NormalEquations.AddGram(x, rows, columns, weights, two, threads: 3);

        Assert.Equal(one, two);
        foreach (var (i, j) in new[] { (0, 0), (36, 3), (3, 36), (17, 18), (35, 35) })
        {
            var expected = Enumerable.Range(0, rows)
                .Sum(row => (double)x[row * columns + i] * x[row * columns + j] * (weighted ? weights[row] : 1));
            Assert.Equal(expected, one[i * columns + j], 1e-6 * rows);
        }
    }

    [Fact]
    public void The_moment_is_the_transposed_product()
    {
        var moment = new double[] { 10, 20 };
        NormalEquations.AddMoment([1, 2, 3, 4], 2, 2, [5, 6], moment);
        Assert.Equal([10 + 5 + 18, 20 + 10 + 24], moment);
    }
}
