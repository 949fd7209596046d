using WorldModel.Numerics;

namespace WorldModel.Evaluation.Tests;

public sealed class IntervalTests
{
    [Fact]
    public void The_bootstrap_of_a_mean_has_its_textbook_width()
    {
        var values = Gaussians(1, 2000);
        var estimate = new Bootstrap(3, 2000).Mean([.. Enumerable.Range(0, 2000)], 2000, values);
        var deviation = Math.Sqrt(values.Sum(v => (v - values.Average()) * (v - values.Average())) / 2000);

        Assert.Equal(values.Average(), estimate.Value, 12);
        Assert.Equal(2 * 1.96 * deviation / Math.Sqrt(2000), estimate.High!.Value - estimate.Low!.Value, .004);
    }

    [Fact]
    public void Rows_of_a_consumer_are_drawn_together()
    {
        // Each of 100 consumers has 20 rows of the same value: the interval must be that of 100 values, not of 2,000.
        var values = Gaussians(2, 100).SelectMany(value => Enumerable.Repeat(value, 20)).ToArray();
        var together = new Bootstrap(3).Mean([.. Enumerable.Range(0, 2000).Select(row => row / 20)], 100, values);
        var apart = new Bootstrap(3).Mean([.. Enumerable.Range(0, 2000)], 2000, values);
        Assert.InRange((together.High - together.Low)!.Value / (apart.High - apart.Low)!.Value, 3.5, 5.5);
    }

    [Fact]
    public void The_same_seed_gives_the_same_interval_and_another_seed_another()
    {
        var values = Gaussians(4, 500);
        var consumer = Enumerable.Range(0, 500).ToArray();
        Assert.Equal(new Bootstrap(7).Mean(consumer, 500, values), new Bootstrap(7).Mean(consumer, 500, values));
        Assert.NotEqual(new Bootstrap(7).Mean(consumer, 500, values), new Bootstrap(8).Mean(consumer, 500, values));
    }

    [Theory]
    [InlineData(1, 12.706204736432095)]
    [InlineData(5, 2.5705818366147395)]
    [InlineData(10, 2.2281388519649385)]
    [InlineData(11, 2.200985160082949)]
    [InlineData(19, 2.093024054408263)]
    [InlineData(49, 2.009575234489209)]
    public void Quantiles_of_students_t_are_those_of_scipy(int freedom, double quantile) =>
        Assert.Equal(quantile, SplitInterval.T975(freedom), 2e-4);

    [Fact]
    public void More_splits_of_the_same_consumers_do_not_shrink_an_interval_to_nothing()
    {
        // A fixed rule: each split's figure is the mean of a random half of 1,000 values. The interval must cover the
        // mean's own error, 1.96 / sqrt(1000), however many splits there are.
        var values = Gaussians(5, 1000);
        var stream = new RandomStream(6);
        var figures = Enumerable.Range(0, 200).Select(_ =>
        {
            var rows = Enumerable.Range(0, 1000).ToArray();
            stream.Shuffle<int>(rows);
            return rows.Take(500).Average(row => values[row]);
        }).ToArray();
        var estimate = SplitInterval.Of(figures);
        Assert.Equal(2 * 1.96 / Math.Sqrt(1000), estimate.High!.Value - estimate.Low!.Value, .025);
    }

    [Fact]
    public void One_split_has_no_interval()
    {
        Assert.Equal(new Estimate(3), SplitInterval.Of([3]));
        Assert.Equal("3.00", SplitInterval.Of([3]).Format());
    }

    private static double[] Gaussians(ulong stream, int count)
    {
        var random = new RandomStream(11, stream);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextGaussian())];
    }
}
