using System.Security.Cryptography;
using WorldModel.Schema;
using WorldModel.Schema.Training;

namespace WorldModel.Simulation.Tests;

public sealed class DeterminismTests
{
    [Theory]
    [InlineData(1u, 50, 40)]
    [InlineData(4_000_000_000u, 7, 400)]
    public void A_seed_gives_the_same_panel_again_alone_or_beside_others(uint seed, int consumers, int days)
    {
        string alone = Digest(PurchaseWorld.Simulate(seed, consumers, days));
        var together = new string[6];
        Parallel.For(0, together.Length, i => together[i] = Digest(PurchaseWorld.Simulate(seed, consumers, days)));

        Assert.All(together, digest => Assert.Equal(alone, digest));
        Assert.NotEqual(alone, Digest(PurchaseWorld.Simulate(seed + 1, consumers, days)));
    }

    // From NumPy 1.24.2's RandomState, by a program written from the process's description alone.
    [Theory]
    [InlineData(7u, 300, 90, 13_091, 5_917, 3_648, 6_868)]
    [InlineData(123u, 57, 200, 5_563, 2_496, 1_619, 2_809)]
    public void Other_seeds_and_sizes_have_the_totals_of_NumPy(
        uint seed, int consumers, int days, int visits, int purchases, int coupons, int pushes)
    {
        PurchasePanel panel = PurchaseWorld.Simulate(seed, consumers, days);

        Assert.Equal(
            (visits, purchases, coupons, pushes),
            (panel.Visit.Sum(x => x), panel.Purchase.Sum(x => x), panel.Coupon.Sum(x => x), panel.Push.Sum(x => x)));
    }

    [Fact]
    public void Training_rows_do_not_depend_on_the_number_of_threads_or_the_order_of_events()
    {
        PurchasePanel panel = PurchaseWorld.Simulate(3, 60, 80);
        ConsumerSchema schema = ConsumerSchema.Load(Checkout.ExampleSchema("purchase-world"));
        List<ConsumerProfile> profiles = PurchaseEvents.ToProfiles(panel, schema);
        List<ConsumerEvent> events = PurchaseEvents.ToEvents(panel, schema);
        ConsumerEvent[] reversed = [.. Enumerable.Reverse(events), .. events.Take(500)];

        TrainingSet many = TrainingRows.FromEvents(schema, profiles, events, panel.DateOf(0), panel.DateOf(79));
        TrainingSet one = TrainingRows.FromEvents(schema, profiles, reversed, panel.DateOf(0), panel.DateOf(79), 1);

        Assert.Equal(many.Visible, one.Visible);
        Assert.Equal(many.Actions, one.Actions);
        Assert.Equal(many.Outcomes, one.Outcomes);
    }

    private static string Digest(PurchasePanel panel)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (byte[] column in (byte[][])[panel.Coupon, panel.Push, panel.Visit, panel.Purchase])
            hash.AppendData(column);
        foreach (double p in panel.VisitProbability)
            hash.AppendData(BitConverter.GetBytes(p));
        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
