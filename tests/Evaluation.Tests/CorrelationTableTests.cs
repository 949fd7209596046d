using WorldModel.Numerics;

namespace WorldModel.Evaluation.Tests;

public class CorrelationTableTests
{
    [Fact]
    public void Counts_of_rows_weigh_like_the_rows_written_out_so_often()
    {
        var random = new RandomStream(31);
        for (var round = 0; round < 20; round++)
        {
            var rows = 5 + random.NextInt(40);
            var a = Draw(rows, () => random.NextInt(6));
            var b = Draw(rows, () => random.NextGaussian() + random.NextInt(3));
            var counts = Draw(rows, () => random.NextInt(4));
            counts[0] = counts[1] = 1;
            (a[0], a[1]) = (0, 1);
            var table = new CorrelationTable(a, b);
            var (longA, longB) = (Repeat(a, counts), Repeat(b, counts));
            Assert.Equal(Correlation.Spearman(longA, longB), table.Spearman(counts)[0, 1], 1e-10);
            Assert.Equal(Correlation.Pearson(longA, longB), table.Pearson(counts)[1, 0], 1e-10);
        }
    }

    [Fact]
    public void A_partial_correlation_is_that_of_what_a_line_in_the_third_column_leaves()
    {
        var random = new RandomStream(32);
        var z = Draw(500, random.NextGaussian);
        var x = Array.ConvertAll(z, value => value + random.NextGaussian());
        var y = x.Zip(z, (a, b) => a - 2 * b + random.NextGaussian()).ToArray();
        var table = new CorrelationTable(x, y, z).Pearson([.. Enumerable.Repeat(1.0, 500)]);
        Assert.Equal(
            Correlation.Pearson(Left(x, z), Left(y, z)),
            CorrelationTable.Partial(table[0, 1], table[0, 2], table[1, 2]), 1e-10);
    }

    private static double[] Left(double[] x, double[] z)
    {
        var (meanX, meanZ) = (x.Average(), z.Average());
        var slope = x.Zip(z, (a, b) => (a - meanX) * (b - meanZ)).Sum() / z.Sum(b => (b - meanZ) * (b - meanZ));
        return [.. x.Zip(z, (a, b) => a - slope * b)];
    }

    private static double[] Repeat(double[] values, double[] counts) =>
        [.. values.Zip(counts, (value, count) => Enumerable.Repeat(value, (int)count)).SelectMany(some => some)];

    private static double[] Draw(int count, Func<double> draw) => [.. Enumerable.Range(0, count).Select(_ => draw())];

    private static double[] Draw(int count, Func<int> draw) => Draw(count, () => (double)draw());
}
