using WorldModel.Models.MediaMix;
using WorldModel.Numerics;

namespace WorldModel.Models.Tests.MediaMix;

/// <summary>The factored form agrees with the dense covariance matrix.</summary>
public sealed class BaselineMarginalTests
{
    private const int Weeks = 23;
    private const int Columns = 4;

    [Theory]
    [InlineData(0)]
    [InlineData(.7)]
    public void Products_determinant_and_weights_are_those_of_the_dense_matrix(double rho)
    {
        var random = new RandomStream(5);
        double[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextGaussian())];
        var (columns, r, q) = (Draw(Weeks * Columns), Draw(Weeks), Draw(Weeks));
        double[] variance = [100, .5, 2, .01];
        var marginal = new BaselineMarginal(columns, variance, rho);

        var dense = new double[Weeks * Weeks];
        for (var i = 0; i < Weeks; i++)
        {
            for (var j = 0; j < Weeks; j++)
            {
                dense[i * Weeks + j] = Math.Pow(rho, Math.Abs(i - j));
                for (var c = 0; c < Columns; c++)
                    dense[i * Weeks + j] += variance[c] * columns[i * Columns + c] * columns[j * Columns + c];
            }
        }

        Cholesky.Factor(dense, Weeks);
        double[] solved = [.. q];
        Cholesky.Solve(dense, Weeks, solved);
        var (reducedR, reducedQ) = (new double[Weeks + Columns], new double[Weeks + Columns]);
        marginal.Reduce(r, reducedR);
        marginal.Reduce(q, reducedQ);
        Assert.Equal(r.Zip(solved, (a, b) => a * b).Sum(), marginal.Product(reducedR, reducedQ), 1e-9);
        Assert.Equal(Cholesky.LogDeterminant(dense, Weeks), marginal.LogDeterminant, 1e-9);
        var weights = marginal.Weights(q);
        for (var c = 0; c < Columns; c++)
        {
            var expected = variance[c] * Enumerable.Range(0, Weeks).Sum(i => columns[i * Columns + c] * solved[i]);
            Assert.Equal(expected, weights[c], 1e-9);
        }
    }
}
