using WorldModel.Models.MediaMix;

namespace WorldModel.Models.Tests.MediaMix;

public sealed class TransformTests
{
    [Fact]
    public void Geometric_adstock_leaves_its_share_in_the_next_week()
    {
        var carried = new double[4];
        Adstock.Geometric([8, 0, 0, 4], .5, carried);
        Assert.Equal([4.0, 2, 1, 2.5], carried);
    }

    [Fact]
    public void Delayed_adstock_peaks_late_and_keeps_the_sum()
    {
        var (carried, spend) = (new double[20], new double[20]);
        spend[3] = 5;
        Adstock.Delayed(spend, .5, 2, 6, carried);
        Assert.Equal(5, Array.IndexOf(carried, carried.Max()));
        Assert.Equal(5, carried.Sum(), 1e-12);
        Assert.Equal(0, carried[9]);
        // Weights .5^4, .5, 1, .5, ... of lags 0, 1, 2, 3: .0625 / .5 at lags 0 and 1.
        Assert.Equal(.125, carried[3] / carried[4], 1e-12);
    }

    [Theory]
    [InlineData(0, 2, 1.5, 0)]
    [InlineData(2, 2, 1.5, .5)]
    [InlineData(6, 2, 1, .75)]
    [InlineData(6, 2, 2, .9)]
    public void Hills_curve_is_half_at_its_half(double x, double half, double shape, double expected) =>
        Assert.Equal(expected, Saturation.Hill(x, half, shape), 1e-12);

    [Fact]
    public void A_channel_without_spend_presses_nothing()
    {
        var pressure = new double[] { 1, 1 };
        new MediaTransform(.5, 1, 1).Apply([0, 0], 0, pressure);
        Assert.Equal([0.0, 0], pressure);
    }
}
