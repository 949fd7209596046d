namespace WorldModel.Simulation;

/// <summary>A simulated Purchase World: columns of consumers x days, consumer-major; 1 is on.</summary>
public sealed class PurchasePanel
{
    private readonly bool[] _campaigns;

    internal PurchasePanel(uint seed, PurchaseConsumers consumers, int days, PurchaseVariant? variant = null)
    {
        Variant = variant;
        Seed = seed;
        Consumers = consumers;
        Days = days;
        _campaigns = new bool[PurchaseConsumers.Stores * (days + PurchaseWorld.CampaignDays)];
        Coupon = new byte[Rows];
        Push = new byte[Rows];
        Visit = new byte[Rows];
        Purchase = new byte[Rows];
        VisitProbability = new double[Rows];
        PurchaseProbability = new double[Rows];
    }

    public uint Seed { get; }

    /// <summary>How the world departs from the author's; null: not at all.</summary>
    public PurchaseVariant? Variant { get; }

    /// <summary>Days of sale 1 where they were drawn.</summary>
    internal bool[]? SaleDays { get; set; }

    public PurchaseConsumers Consumers { get; }

    public int Days { get; }

    public int Rows => Consumers.Count * Days;

    public byte[] Coupon { get; }

    public byte[] Push { get; }

    public byte[] Visit { get; }

    public byte[] Purchase { get; }

    /// <summary>The probability with which each visit was drawn, its noise included.</summary>
    public double[] VisitProbability { get; }

    /// <summary>The probability with which each purchase was drawn, its noise included.</summary>
    public double[] PurchaseProbability { get; }

    public int Row(int consumer, int day) => (consumer * Days) + day;

    /// <summary>The date of a day of the panel, or of one after it.</summary>
    public DateOnly DateOf(int day) => PurchaseWorld.FirstDay.AddDays(day);

    /// <summary>Whether a store has a campaign; on days after the panel those that go on from it.</summary>
    public bool StoreCampaign(int store, int day) =>
        day < Days + PurchaseWorld.CampaignDays && _campaigns[(day * PurchaseConsumers.Stores) + store];

    /// <summary>The day on which a consumer comes.</summary>
    public int FirstDayOf(int consumer) => Variant is { NewcomerEvery: > 0 and int every } && consumer % every == 0
        ? Math.Max(0, Days - PurchaseVariant.LastDays)
        : 0;

    /// <summary>Whether sale 1 runs on a day.</summary>
    public bool Sale1At(int day) =>
        SaleDays is { } drawn && day < drawn.Length ? drawn[day] : PurchaseWorld.IsSale1(DateOf(day));

    /// <summary>The sales and the campaign of the consumer's store on any day; nothing else on.</summary>
    public PurchaseActions SurroundingsAt(int consumer, int day) => new(
        Sale1At(day), PurchaseWorld.IsSale2(DateOf(day)),
        StoreCampaign(Consumers.Store[consumer], day), false, false);

    /// <summary>The actions of a day of the panel.</summary>
    public PurchaseActions ActionsAt(int consumer, int day)
    {
        int row = Row(consumer, day);
        return SurroundingsAt(consumer, day) with { Coupon = Coupon[row] == 1, Push = Push[row] == 1 };
    }

    /// <summary>
    /// Days since the last visit and purchase at the start of a day (up to the day after the panel), 0 on the morning
    /// after; 999 plus the days passed where there was none.
    /// </summary>
    public (int SinceVisit, int SincePurchase) RecencyAt(int consumer, int day) =>
        (Since(Visit, consumer, day), Since(Purchase, consumer, day));

    internal void StartCampaign(int store, int day)
    {
        for (int d = day; d < day + PurchaseWorld.CampaignDays; d++)
            _campaigns[(d * PurchaseConsumers.Stores) + store] = true;
    }

    private int Since(byte[] outcome, int consumer, int day)
    {
        for (int d = day - 1; d >= 0; d--)
        {
            if (outcome[Row(consumer, d)] == 1)
                return day - 1 - d;
        }
        return PurchaseWorld.Never + day;
    }
}
