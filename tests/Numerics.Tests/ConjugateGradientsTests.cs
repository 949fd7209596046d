namespace WorldModel.Numerics.Tests;

public sealed class ConjugateGradientsTests
{
    private const int Size = 30;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void It_solves_a_damped_system_in_as_many_products_as_unknowns(ulong seed)
    {
        var (matrix, b) = Draw(seed);
        var x = new float[Size];
        var taken = new ConjugateGradients(Size).Solve(Times(matrix), .5, b, x, 2 * Size, 1e-6);
        Assert.InRange(taken, 1, Size + 5);
        var product = new float[Size];
        Times(matrix)(x, product);
        for (var i = 0; i < Size; i++) Assert.Equal(b[i], product[i] + .5f * x[i], 1e-4);
    }

    [Fact]
    public void It_stops_where_the_matrix_curves_down_and_keeps_what_it_had()
    {
        float[] diagonal = [2, -1, 3];
        var times = new SymmetricProduct((v, p) =>
        {
            for (var i = 0; i < 3; i++) p[i] = diagonal[i] * v[i];
        });
        var x = new float[3];
        Assert.Equal(1, new ConjugateGradients(3).Solve(times, 0, [0, 1, 0], x, 10, 1e-6));
        Assert.Equal([0, 1, 0], x);
        new ConjugateGradients(3).Solve(times, 0, [1, .1f, 1], x, 10, 1e-6);
        Assert.All(x, number => Assert.InRange(number, -1, 1));
    }

    [Fact]
    public void Nothing_asked_is_nothing_done()
    {
        var x = new float[] { 7, 7 };
        Assert.Equal(0, new ConjugateGradients(2).Solve((_, _) => { }, 1, [0, 0], x, 10, 1e-6));
        Assert.Equal([0, 0], x);
    }

    private static SymmetricProduct Times(float[] matrix) => (v, p) =>
    {
        for (var i = 0; i < Size; i++)
        {
            p[i] = 0;
            for (var j = 0; j < Size; j++) p[i] += matrix[i * Size + j] * v[j];
        }
    };

    /// <summary>G'G of a random G: symmetric, nowhere curving down.</summary>
    private static (float[] Matrix, float[] B) Draw(ulong seed)
    {
        var random = new RandomStream(seed);
        var g = Enumerable.Range(0, Size * Size).Select(_ => random.NextGaussian()).ToArray();
        var matrix = new float[Size * Size];
        for (var i = 0; i < Size; i++)
        {
            for (var j = 0; j < Size; j++)
            {
                var sum = 0.0;
                for (var k = 0; k < Size; k++) sum += g[k * Size + i] * g[k * Size + j];
                matrix[i * Size + j] = (float)(sum / Size);
            }
        }

        return (matrix, [.. Enumerable.Range(0, Size).Select(_ => (float)random.NextGaussian())]);
    }
}
