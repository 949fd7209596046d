namespace WorldModel.Simulation;

/// <summary>
/// Purchase World (Niimi, arXiv 2605.07199): consumers with hidden traits, five actions, visits and purchases day by
/// day. Equal to the author's panel bit by bit: the order of all draws is part of the definition.
/// </summary>
public static class PurchaseWorld
{
    public const double VisitNoise = 0.10;
    public const double PurchaseNoise = 0.10;
    public const int Never = 999;

    private const double CampaignChance = 0.15;
    private const int CampaignsAtOnce = 3;
    internal const int CampaignDays = 3;
    private const double PushChance = 0.25;
    private const double CouponChance = 0.12;
    private const double CouponChanceLoyal = 0.18;

    /// <summary>The first day of every panel.</summary>
    public static readonly DateOnly FirstDay = new(2025, 1, 1);

    /// <param name="seed">Of all draws.</param>
    /// <param name="consumers">How many.</param>
    /// <param name="days">How many, from <see cref="FirstDay"/>.</param>
    /// <param name="variant">How the world departs from the author's; null: not at all.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than one consumer or day.</exception>
    public static PurchasePanel Simulate(uint seed, int consumers, int days, PurchaseVariant? variant = null)
    {
        PurchaseLife life = Begin(seed, consumers, days, variant);
        life.LiveTo(days);
        return life.Panel;
    }

    /// <summary>The same world before its first day: store campaigns, coupons and pushes are drawn, no more.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than one consumer or day.</exception>
    public static PurchaseLife Begin(uint seed, int consumers, int days, PurchaseVariant? variant = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(consumers, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(days, 1);
        var random = new MersenneTwister(seed);
        var panel = new PurchasePanel(seed, new PurchaseConsumers(random, consumers), days, variant);
        RunCampaigns(random, panel);
        SendCoupons(random, panel);
        SendPushes(random, panel);
        variant?.Redraw(random, panel);
        return new PurchaseLife(random, panel);
    }

    /// <summary>Whether it is a Sunday, on which sale 1 runs.</summary>
    public static bool IsSale1(DateOnly day) => day.DayOfWeek == DayOfWeek.Sunday;

    /// <summary>Whether it is a month at the end of a quarter, in which sale 2 runs.</summary>
    public static bool IsSale2(DateOnly day) => day.Month % 3 == 0;

    /// <summary>Campaigns start at chance in a store without one and last three days, past the end too.</summary>
    private static void RunCampaigns(MersenneTwister random, PurchasePanel panel)
    {
        for (int day = 0; day < panel.Days; day++)
        {
            if (random.NextDouble() >= CampaignChance)
                continue;
            int[] free = [.. Enumerable.Range(0, PurchaseConsumers.Stores).Where(s => !panel.StoreCampaign(s, day))];
            if (PurchaseConsumers.Stores - free.Length < CampaignsAtOnce)
                panel.StartCampaign(free[random.NextInt(free.Length)], day);
        }
    }

    private static void SendCoupons(MersenneTwister random, PurchasePanel panel)
    {
        byte[] loyalty = panel.Consumers.Loyalty;
        for (int day = 0; day < panel.Days; day++)
        {
            for (int i = 0; i < loyalty.Length; i++)
            {
                double chance = loyalty[i] == 1 ? CouponChanceLoyal : CouponChance;
                panel.Coupon[panel.Row(i, day)] = random.NextBernoulli(chance) ? (byte)1 : (byte)0;
            }
        }
    }

    private static void SendPushes(MersenneTwister random, PurchasePanel panel)
    {
        for (int row = 0; row < panel.Rows; row++)
            panel.Push[row] = random.NextBernoulli(PushChance) ? (byte)1 : (byte)0;
    }
}
