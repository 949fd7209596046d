namespace WorldModel.Numerics.Tests;

public class CholeskyTests
{
    private const int N = 17;

    [Fact]
    public void Its_solution_and_its_inverse_undo_the_matrix()
    {
        var (matrix, factor) = Factored();
        var random = new RandomStream(31);
        var x = Enumerable.Range(0, N).Select(_ => random.NextGaussian()).ToArray();
        var b = Times(matrix, x);
        Cholesky.Solve(factor, N, b);
        for (var i = 0; i < N; i++) Assert.Equal(x[i], b[i], 1e-9);

        var inverse = new double[N * N];
        Cholesky.Inverse(factor, N, inverse);
        for (var i = 0; i < N; i++)
        {
            var column = Times(matrix, inverse.AsSpan(i * N, N).ToArray());
            for (var j = 0; j < N; j++) Assert.Equal(i == j ? 1 : 0, column[j], 1e-9);
        }
    }

    [Fact]
    public void The_squared_length_of_the_half_solution_is_the_quadratic_form_of_the_inverse()
    {
        var (_, factor) = Factored();
        var b = Enumerable.Range(0, N).Select(i => (double)i - 3).ToArray();
        var (half, full) = ((double[])b.Clone(), (double[])b.Clone());
        Cholesky.SolveLower(factor, N, half);
        Cholesky.Solve(factor, N, full);
        Assert.Equal(b.Zip(full, (x, y) => x * y).Sum(), half.Sum(x => x * x), 1e-8);
    }

    [Fact]
    public void The_determinant_of_a_diagonal_is_the_product_of_its_elements()
    {
        double[] diagonal = [2, 0, 0, 5];
        Cholesky.Factor(diagonal, 2);
        Assert.Equal(Math.Log(10), Cholesky.LogDeterminant(diagonal, 2), 1e-12);
    }

    [Fact]
    public void A_matrix_that_is_not_positive_definite_is_refused()
    {
        Assert.False(Cholesky.TryFactor([1, 0, 2, 1], 2));
        Assert.False(Cholesky.TryFactor([double.NaN], 1));
        Assert.Equal(1, Assert.Throws<NotPositiveDefiniteException>(() => Cholesky.Factor([0.0], 1)).Size);
    }

    private static (double[] Matrix, double[] Factor) Factored()
    {
        var random = new RandomStream(32);
        var root = Enumerable.Range(0, N * N).Select(_ => random.NextGaussian()).ToArray();
        var matrix = new double[N * N];
        for (var i = 0; i < N; i++)
            for (var j = 0; j < N; j++)
                matrix[i * N + j] = Enumerable.Range(0, N).Sum(k => root[i * N + k] * root[j * N + k])
                    + (i == j ? 1 : 0);
        var factor = (double[])matrix.Clone();
        Cholesky.Factor(factor, N);
        return (matrix, factor);
    }

    private static double[] Times(double[] matrix, double[] x) =>
        [.. Enumerable.Range(0, N).Select(i => Enumerable.Range(0, N).Sum(j => matrix[i * N + j] * x[j]))];
}
