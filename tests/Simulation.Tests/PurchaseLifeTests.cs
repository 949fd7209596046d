namespace WorldModel.Simulation.Tests;

/// <summary>A world lived day by day as somebody decides, and what was to be expected without.</summary>
public sealed class PurchaseLifeTests
{
    private const uint Seed = 42;
    private const int Consumers = 64;
    private const int Days = 50;
    private const int Month = 30;

    [Fact]
    public void Deciding_what_the_panel_drew_lives_the_panel_bit_by_bit()
    {
        PurchasePanel panel = PurchaseWorld.Simulate(Seed, Consumers, Days);
        PurchaseLife life = PurchaseWorld.Begin(Seed, Consumers, Days);
        for (; !life.IsOver; life.Live())
        {
            for (int i = 0; i < Consumers; i++)
            {
                PurchaseActions drawn = panel.ActionsAt(i, life.Day);
                life.Decide(i, life.Day, drawn.Coupon, drawn.Push);
            }
        }

        Assert.Equal(panel.Visit, life.Panel.Visit);
        Assert.Equal(panel.Purchase, life.Panel.Purchase);
        Assert.Equal(panel.VisitProbability, life.Panel.VisitProbability);
        Assert.Equal(panel.PurchaseProbability, life.Panel.PurchaseProbability);
    }

    [Fact]
    public void Two_lives_of_a_seed_differ_only_for_those_who_were_treated_otherwise_and_only_from_then_on()
    {
        PurchasePanel one = Lived(1_024, consumer => consumer % 2 == 0);
        PurchasePanel other = Lived(1_024, _ => false);
        bool Same(int i, int day) => one.VisitProbability[one.Row(i, day)] == other.VisitProbability[other.Row(i, day)]
            && one.Purchase[one.Row(i, day)] == other.Purchase[other.Row(i, day)];

        for (int i = 1; i < 1_024; i += 2)
            Assert.All(Enumerable.Range(0, Days), day => Assert.True(Same(i, day)));
        Assert.All(Enumerable.Range(0, Days - Month), day => Assert.True(Same(0, day)));
        Assert.False(Same(0, Days - Month));
        int more = one.Visit.Count(v => v == 1) - other.Visit.Count(v => v == 1);
        Assert.InRange(more, 512 * Month * .08, 512 * Month * .25);
    }

    [Fact]
    public void A_day_that_is_over_cannot_be_decided_and_a_panel_that_is_over_not_be_lived()
    {
        PurchaseLife life = PurchaseWorld.Begin(Seed, 2, 3);
        life.Live();
        Assert.Throws<ArgumentOutOfRangeException>(() => life.Decide(0, 0, true, false));
        Assert.Throws<ArgumentOutOfRangeException>(() => life.Decide(0, 3, true, false));
        life.LiveTo(3);
        Assert.Throws<InvalidOperationException>(life.Live);
    }

    [Fact]
    public void A_forecast_of_two_days_is_what_counting_the_cases_gives()
    {
        PurchasePanel panel = PurchaseWorld.Simulate(Seed, Consumers, Days);
        var forecast = new PurchaseForecast(panel);
        var truth = new PurchaseTruth(panel);
        for (int i = 0; i < Consumers; i++)
        {
            PurchaseChances[] days = forecast.Untreated(i, Days - 3, Days - 1);
            PurchaseChances first = truth.Expected(i, Days - 3, panel.SurroundingsAt(i, Days - 3));
            Assert.Equal(first, days[0]);
            PurchaseActions next = panel.SurroundingsAt(i, Days - 2);
            int since = panel.RecencyAt(i, Days - 3).SincePurchase;
            double Then(int days) => Gumbel.MeanSigmoid(
                PurchaseUtility.Purchase(panel.Consumers, i, next, days), PurchaseWorld.PurchaseNoise);
            double second = (first.Purchase * Then(0)) + ((1 - first.Purchase) * Then(since + 1));
            Assert.Equal(second, days[1].Purchase, 12);
        }
    }

    [Fact]
    public void A_forecast_is_the_mean_of_many_months_without_treatment()
    {
        double squares = 0;
        const int Worlds = 12;
        for (uint seed = 1; seed <= Worlds; seed++)
        {
            PurchasePanel panel = Lived(256, _ => false, seed);
            var forecast = new PurchaseForecast(panel);
            (double expected, double variance, double lived) = (0, 0, 0);
            for (int i = 0; i < 256; i++)
            {
                foreach ((PurchaseChances chances, int day) in forecast.Untreated(i, Days - Month, Days)
                    .Select((c, d) => (c, Days - Month + d)))
                {
                    expected += chances.Purchase;
                    variance += chances.Purchase * (1 - chances.Purchase);
                    lived += panel.Purchase[panel.Row(i, day)];
                }
            }
            squares += (lived - expected) * (lived - expected) / variance;
        }

        // Chi-square of 12 degrees, or a little less: a purchase makes the next ones rarer.
        Assert.InRange(squares, 2, 30);
    }

    private static PurchasePanel Lived(int consumers, Func<int, bool> pushed, uint seed = Seed)
    {
        PurchaseLife life = PurchaseWorld.Begin(seed, consumers, Days);
        for (int day = Days - Month; day < Days; day++)
        {
            for (int i = 0; i < consumers; i++)
                life.Decide(i, day, false, pushed(i));
        }
        life.LiveTo(Days);
        return life.Panel;
    }
}
