namespace WorldModel.Simulation.Tests;

public sealed class PurchaseTruthTests(PublishedPanel published) : IClassFixture<PublishedPanel>
{
    private readonly PurchasePanel _panel = published.Panel;
    private readonly PurchaseTruth _truth = new(published.Panel);

    [Fact]
    public void The_oracle_predicts_the_last_days_as_well_as_published()
    {
        Assert.Equal(.7331, Auc((i, d) => _truth.Drawn(i, d).Visit, _panel.Visit), 4);
        Assert.Equal(.6976, Auc((i, d) => _truth.Drawn(i, d).Purchase, _panel.Purchase), 4);
        Assert.Equal(.7305, Auc((i, d) => NoiseFree(i, d).Visit, _panel.Visit), 1e-4);
        Assert.Equal(.6950, Auc((i, d) => NoiseFree(i, d).Purchase, _panel.Purchase), 1e-4);
    }

    [Fact]
    public void Effects_on_the_last_days_are_as_large_as_published()
    {
        List<double> push = Effects((a, on) => a with { Push = on }, (t, i, d, a) => t.Expected(i, d, a).Visit);
        List<double> sale = Effects((a, on) => a with { Sale1 = on }, (t, i, d, a) => t.Expected(i, d, a).Purchase);

        Assert.Equal(.147, push.Average(), 1e-3);
        Assert.Equal(.0148, sale.Average(), 3e-4);
    }

    [Fact]
    public void Actions_without_an_effect_have_none()
    {
        PurchaseActions none = _panel.SurroundingsAt(7, 365);

        PurchaseChances untreated = _truth.Expected(7, 365, none);

        Assert.Equal(untreated.Purchase, _truth.Expected(7, 365, none with { Push = true }).Purchase);
        Assert.Equal(untreated.Visit, _truth.Expected(7, 365, none with { Sale1 = true }).Visit);
    }

    [Theory]
    [InlineData(-3)]
    [InlineData(-.4)]
    [InlineData(0)]
    [InlineData(2.5)]
    public void The_noise_is_integrated_to_eleven_digits(double utility)
    {
        double sum = 0;
        const double step = 1.0 / 512;
        for (double g = -6; g < 45; g += step)
            sum += step * Math.Exp(-g - Math.Exp(-g)) * PurchaseUtility.Sigmoid(utility + (.1 * g));

        Assert.Equal(sum, Gumbel.MeanSigmoid(utility, .1), 1e-11);
    }

    [Fact]
    public void Expected_chances_are_the_mean_of_those_drawn()
    {
        double drawn = 0, expected = 0;
        for (int row = 0; row < _panel.Rows; row += 16)
        {
            (int i, int d) = (row / 365, row % 365);
            drawn += _panel.VisitProbability[row];
            expected += _truth.Expected(i, d, _panel.ActionsAt(i, d)).Visit;
        }

        // 23,360 rows, each off by about .03: the mean by .0002.
        Assert.Equal(0, (drawn - expected) / (_panel.Rows / 16), 8e-4);
    }

    [Fact]
    public void The_day_after_the_panel_has_its_own_surroundings_and_the_whole_history()
    {
        // 1 January 2026, a Thursday.
        Assert.Equal(new DateOnly(2026, 1, 1), _panel.DateOf(365));
        for (int i = 0; i < 1024; i++)
        {
            PurchaseActions surroundings = _panel.SurroundingsAt(i, 365);
            Assert.False(surroundings.Sale1 || surroundings.Sale2 || surroundings.Coupon || surroundings.Push);
            (int sinceVisit, _) = _panel.RecencyAt(i, 365);
            Assert.Equal(1, _panel.Visit[_panel.Row(i, 364 - sinceVisit)]);
        }
    }

    [Fact]
    public void Campaigns_last_three_days_also_past_the_end()
    {
        for (uint seed = 1; seed <= 40; seed++)
        {
            PurchasePanel panel = PurchaseWorld.Simulate(seed, 1, 20);
            for (int store = 0; store < PurchaseConsumers.Stores; store++)
            {
                int on = Enumerable.Range(0, 25).Count(day => panel.StoreCampaign(store, day));
                Assert.Equal(0, on % 3);
            }
        }
    }

    [Fact]
    public void Incremental_value_is_the_worth_of_the_difference()
    {
        PurchaseActions none = _panel.SurroundingsAt(3, 365);
        PurchaseChances on = _truth.Expected(3, 365, none with { Coupon = true });
        PurchaseChances off = _truth.Expected(3, 365, none);

        double value = _truth.IncrementalValue(3, 365, none with { Coupon = true }, none, .3, 10);

        Assert.True(value > 0);
        Assert.Equal((.3 * (on.Visit - off.Visit)) + (10 * (on.Purchase - off.Purchase)), value, 12);
    }

    private PurchaseChances NoiseFree(int i, int d) => _truth.NoiseFree(i, d, _panel.ActionsAt(i, d));

    private List<double> Effects(
        Func<PurchaseActions, bool, PurchaseActions> set, Func<PurchaseTruth, int, int, PurchaseActions, double> chance)
    {
        var effects = new List<double>();
        for (int i = 0; i < 1024; i += 2)
        {
            for (int d = 335; d < 365; d += 3)
            {
                PurchaseActions a = _panel.ActionsAt(i, d);
                effects.Add(chance(_truth, i, d, set(a, true)) - chance(_truth, i, d, set(a, false)));
            }
        }
        return effects;
    }

    // Of a score over the last 30 days.
    private double Auc(Func<int, int, double> score, byte[] outcome)
    {
        (double Score, int Hit)[] rows = [.. Enumerable.Range(0, 1024).SelectMany(i => Enumerable.Range(335, 30)
            .Select(d => (score(i, d), (int)outcome[_panel.Row(i, d)])))];
        Array.Sort(rows);
        double ranks = 0, hits = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            ranks += rows[i].Hit * (i + 1.0);
            hits += rows[i].Hit;
        }
        return (ranks - (hits * (hits + 1) / 2)) / (hits * (rows.Length - hits));
    }
}
