namespace WorldModel.Simulation.Tests;

public class PurchaseVariantTests
{
    [Fact]
    public void A_variant_that_departs_in_nothing_is_the_authors_world_bit_by_bit()
    {
        var plain = PurchaseWorld.Simulate(42, 40, 60);
        var variant = PurchaseWorld.Simulate(42, 40, 60, new PurchaseVariant());
        Assert.Equal(plain.Visit, variant.Visit);
        Assert.Equal(plain.Purchase, variant.Purchase);
        Assert.Equal(plain.PurchaseProbability, variant.PurchaseProbability);
    }

    [Fact]
    public void A_sunday_moves_purchases_on_sundays_only_and_the_truth_of_the_sale_not_at_all()
    {
        var plain = PurchaseWorld.Simulate(3, 30, 30);
        var variant = PurchaseWorld.Simulate(3, 30, 30, new PurchaseVariant { Sunday = .5 });
        var (truth, departed) = (new PurchaseTruth(plain), new PurchaseTruth(variant));
        var first = Enumerable.Range(0, 30).First(day => PurchaseWorld.IsSale1(plain.DateOf(day)));
        for (var consumer = 0; consumer < 30; consumer++)
        {
            var actions = plain.ActionsAt(consumer, first);
            Assert.Equal(
                Odds(truth.NoiseFree(consumer, first, actions).Purchase) + .5,
                Odds(departed.NoiseFree(consumer, first, actions).Purchase), 1e-9);
            var off = actions with { Sale1 = false };
            Assert.Equal(
                Odds(truth.NoiseFree(consumer, first, actions).Purchase)
                    - Odds(truth.NoiseFree(consumer, first, off).Purchase),
                Odds(departed.NoiseFree(consumer, first, actions).Purchase)
                    - Odds(departed.NoiseFree(consumer, first, off).Purchase), 1e-9);
            for (var day = 0; day < first; day++)
                Assert.Equal(
                    plain.PurchaseProbability[plain.Row(consumer, day)],
                    variant.PurchaseProbability[variant.Row(consumer, day)]);
        }
    }

    [Fact]
    public void Drawn_sales_are_not_sundays_and_newcomers_have_no_past()
    {
        var drawn = PurchaseWorld.Simulate(5, 20, 140, new PurchaseVariant { Randomised = true });
        var sales = Enumerable.Range(0, 140).Where(drawn.Sale1At).ToArray();
        Assert.InRange(sales.Length, 8, 34);
        Assert.Contains(sales, day => !PurchaseWorld.IsSale1(drawn.DateOf(day)));
        Assert.All(sales, day => Assert.True(drawn.ActionsAt(0, day).Sale1));

        var late = PurchaseWorld.Simulate(5, 20, 140, new PurchaseVariant { NewcomerEvery = 4 });
        for (var day = 0; day < 110; day++)
        {
            var row = late.Row(8, day);
            Assert.Equal(0, late.Visit[row] + late.Purchase[row] + late.Push[row] + late.Coupon[row]);
        }

        Assert.Equal(110, late.FirstDayOf(8));
        Assert.Equal(0, late.FirstDayOf(9));
        Assert.True(late.Visit.AsSpan(late.Row(8, 110), 30).Contains((byte)1));
    }

    [Theory]
    [InlineData(1.5, 0)]
    [InlineData(0, 1.5)]
    public void Pushes_go_to_whom_the_variant_prefers(double byIncome, double byBeta)
    {
        var panel = PurchaseWorld.Simulate(
            6, 200, 50, new PurchaseVariant { PushByIncome = byIncome, PushByBeta = byBeta });
        var trait = byIncome > 0 ? panel.Consumers.Income : panel.Consumers.Beta;
        var order = Enumerable.Range(0, 200).OrderBy(consumer => trait[consumer]).ToArray();
        double Share(int[] some) => some.Average(
            consumer => Enumerable.Range(0, 50).Average(day => (double)panel.Push[panel.Row(consumer, day)]));
        Assert.True(Share(order[100..]) > 1.3 * Share(order[..100]));
    }

    private static double Odds(double chance) => Math.Log(chance / (1 - chance));
}
