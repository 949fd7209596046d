namespace WorldModel.Simulation.Tests;

/// <summary>The published panel: seed 42, 1,024 consumers, 365 days. Simulated once for all tests here.</summary>
public sealed class PublishedPanel
{
    public PurchasePanel Panel { get; } = PurchaseWorld.Simulate(42, 1024, 365);
}

public sealed class PurchaseWorldTests(PublishedPanel published) : IClassFixture<PublishedPanel>
{
    private readonly PurchasePanel _panel = published.Panel;

    [Fact]
    public void Consumers_are_the_published_ones()
    {
        PurchaseConsumers c = _panel.Consumers;

        Assert.Equal([2, 8, 5, 3, 0], c.Store[..5]);
        Assert.Equal([42, 48, 37, 50, 49], c.Age[..5]);
        Assert.Equal([0, 0, 0, 0, 0], c.Loyalty[..5]);
        Close([484.2738, 813.2480, 148.8642, 741.8660, 114.7184], c.Income, 4);
        Close([1.729766, 0.641702, 3.251734, 1.245423, 2.996691], c.Alpha, 6);
        Close([1.009693, 0.749927, 1.009401, 1.013478, 1.101827], c.Gamma, 6);
        Close([0.216127, 0.778473, -0.904220, 1.018027, -0.410621], c.Beta, 6);
        Assert.Equal(.3066, c.Loyalty.Average(l => l), 4);
    }

    [Fact]
    public void First_days_of_the_first_consumer_are_the_published_ones()
    {
        Assert.Equal([1, 0, 1, 1, 0, 1, 1, 1, 0, 1], _panel.Visit[..10]);
        Assert.Equal([0, 0, 0, 0, 1, 0, 0, 0, 1, 0], _panel.Purchase[..10]);
    }

    [Theory]
    [InlineData(0, 365, 187_845, 83_589)]
    [InlineData(0, 305, 156_769, 69_716)]
    [InlineData(305, 335, 15_826, 6_867)]
    [InlineData(335, 365, 15_250, 7_006)]
    public void Totals_are_the_published_ones(int from, int to, int visits, int purchases)
    {
        Assert.Equal(visits, Count(_panel.Visit, from, to));
        Assert.Equal(purchases, Count(_panel.Purchase, from, to));
    }

    [Fact]
    public void Actions_are_the_published_ones()
    {
        PurchaseActions[] actions =
            [.. Enumerable.Range(0, _panel.Rows).Select(r => _panel.ActionsAt(r / 365, r % 365))];

        Assert.Equal(51_790, actions.Count(a => a.Coupon));
        Assert.Equal(93_304, actions.Count(a => a.Push));
        Assert.Equal(19_386, actions.Count(a => a.Campaign));
        Assert.Equal(52 * 1024, actions.Count(a => a.Sale1));
        Assert.Equal((30 + 31 + 30 + 31) * 1024, actions.Count(a => a.Sale2));
    }

    [Theory]
    [InlineData(0, 305, 43)]
    [InlineData(305, 335, 5)]
    [InlineData(335, 365, 4)]
    public void Sundays_are_the_published_ones(int from, int to, int sundays) =>
        Assert.Equal(sundays, Enumerable.Range(from, to - from).Count(d => _panel.ActionsAt(0, d).Sale1));

    private static void Close(double[] expected, double[] actual, int digits)
    {
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], digits);
    }

    private int Count(byte[] outcome, int from, int to)
    {
        int sum = 0;
        for (int i = 0; i < _panel.Consumers.Count; i++)
        {
            for (int day = from; day < to; day++)
                sum += outcome[_panel.Row(i, day)];
        }
        return sum;
    }
}
